package dev.payonce.http;

import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemResponses;
import dev.payonce.problem.Problems;
import dev.payonce.problem.RequestIds;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The door of the API: lets in as many requests as can be answered soon, and turns the others away after a moment, before
 * anything is done for them. What is inside and does not fit into the database at once is the queue; it is bounded by being
 * counted, and so is the time that anybody waits in it.
 *
 * <p>Only whole requests are counted: who sends slowly occupies nothing but a socket. So does who reads slowly, since a
 * request has left when its answer is handed to the network.
 */
@ApplicationScoped
class LoadShedder {

    /** How many requests are served at once. */
    @ConfigMapping(prefix = "payonce.requests")
    interface Config {

        /**
         * Some tenths of a second of the work of two cores, and room for payments that wait for the gateway: more would
         * answer later, not more.
         */
        @WithDefault("1024")
        int atOnce();
    }

    /** As long as a refusal asks for before the next try: who does not wait then has waited already. */
    static final Duration A_MOMENT = Duration.ofSeconds(1);

    private static final Problem FULL = Problems.ofStatus(503);

    private final AtomicInteger inside = new AtomicInteger();
    private final int atOnce;
    private final RequestIds requestIds;
    private final ProblemResponses responses;

    LoadShedder(Config config, RequestIds requestIds, ProblemResponses responses) {
        this.atOnce = config.atOnce();
        this.requestIds = requestIds;
        this.responses = responses;
    }

    /**
     * Keeps a request waiting for which there is no room, with nothing of its body read, and turns it away if there is
     * none then either. Who sends the next one at once, and not when he is told to, costs us so little that those inside
     * do not notice.
     */
    void beforeTheBody(RoutingContext call) {
        if (hasRoom(call)) {
            call.next();
        } else {
            call.vertx().setTimer(A_MOMENT.toMillis(), passed -> afterAMoment(call));
        }
    }

    private void afterAMoment(RoutingContext call) {
        if (call.response().closed()) {
            return;
        }
        if (hasRoom(call)) {
            call.next();
        } else {
            turnAway(call);
        }
    }

    private boolean hasRoom(RoutingContext call) {
        return inside.get() < atOnce || !needsRoom(call);
    }

    /** Lets a whole request in, or turns it away. Health, metrics and pages are always let in. */
    void atTheDoor(RoutingContext call) {
        if (!needsRoom(call)) {
            call.next();
        } else if (inside.incrementAndGet() > atOnce) {
            inside.decrementAndGet();
            turnAway(call);
        } else {
            call.addEndHandler(answered -> inside.decrementAndGet());
            call.next();
        }
    }

    private static boolean needsRoom(RoutingContext call) {
        String path = call.normalizedPath();
        return path.startsWith("/v1/") || path.startsWith("/semantics/") || path.startsWith("/gateway/");
    }

    /** Answers at once, past the routes for failures: under ten times the load, nine in ten end here. */
    private void turnAway(RoutingContext call) {
        responses.write(call, FULL, requestIds.of(call));
    }
}
