package dev.payonce.http;

import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemResponses;
import dev.payonce.problem.ProblemType;
import dev.payonce.problem.Problems;
import dev.payonce.problem.RequestIds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * The door of the API: lets in as many requests as can be answered soon, and turns the others away after a moment, before
 * anything is done for them. What is inside and does not fit into the database at once is the queue; it is bounded by being
 * counted, and so is the time that anybody waits in it.
 *
 * <p>Only whole requests are counted: who sends slowly occupies nothing but a socket. So does who reads slowly, since a
 * request has left when its answer is handed to the network. Who hangs up has not left: the place is free when the work ends.
 *
 * <p>Nobody waits inside longer than a request may take. Each part of the work has its own bound, and a more telling answer;
 * this is the last one, for all of them together.
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

    /** How often it is looked whether somebody waits too long. */
    private static final String LOOK_EVERY = "1s";

    private static final Problem FULL = Problems.ofStatus(503);

    private static final Problem TOO_LONG = Problem.of(
            ProblemType.SERVICE_UNAVAILABLE,
            "The request could not be answered in time. Send the same request again: nothing is done twice.");

    private static final String PLACE = "payonce.place";

    private final AtomicInteger inside = new AtomicInteger();
    private final Set<Place> places = ConcurrentHashMap.newKeySet();
    private final int atOnce;
    private final Duration longest;
    private final RequestIds requestIds;
    private final ProblemResponses responses;
    private final Counter turnedAway;
    private final Counter late;

    LoadShedder(
            Config config,
            IdempotencyConfig times,
            @ConfigProperty(name = "payonce.gateway.timeout") Duration gatewayTimeout,
            RequestIds requestIds,
            ProblemResponses responses,
            MeterRegistry meters) {
        this.atOnce = config.atOnce();
        this.longest = times.requestTime().plus(gatewayTimeout);
        this.requestIds = requestIds;
        this.responses = responses;
        this.turnedAway = meters.counter("requests.turned.away");
        this.late = meters.counter("deadlines.hit", "deadline", "answering");
        meters.gauge("requests.inside", inside);
    }

    /** One request's place inside, which it gives back once. */
    private final class Place {
        private final RoutingContext call;
        private final Context context = Vertx.currentContext();
        private boolean atWork;
        private boolean over;

        Place(RoutingContext call) {
            this.call = call;
        }

        synchronized void atWork() {
            atWork = true;
        }

        /** The answer is given, or cannot be given any more. What a resource works on for nobody still has its place. */
        synchronized void answered(boolean received) {
            if (received || !atWork) {
                over();
            }
        }

        synchronized void over() {
            if (!over) {
                over = true;
                inside.decrementAndGet();
                places.remove(this);
            }
        }

        void endIfTooLong() {
            boolean isOver = call.response().ended() || call.response().closed();
            if (!isOver && System.nanoTime() - RequestIds.receivedAt(call) > longest.toNanos()) {
                late.increment();
                context.runOnContext(there -> responses.write(call, TOO_LONG, requestIds.of(call)));
            }
        }
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
            var place = new Place(call);
            places.add(place);
            call.put(PLACE, place);
            call.addEndHandler(answered -> place.answered(answered.succeeded()));
            call.next();
        }
    }

    /** A resource has begun to work on the request, and says when it has ended. */
    static class Work {
        @ServerRequestFilter(preMatching = true, nonBlocking = true)
        public void begins(ResteasyReactiveContainerRequestContext request, RoutingContext call) {
            Place place = call.get(PLACE);
            if (place != null) {
                place.atWork();
                request.getServerRequestContext().registerCompletionCallback(ended -> place.over());
            }
        }
    }

    @Scheduled(every = LOOK_EVERY)
    void endWhatTakesTooLong() {
        places.forEach(Place::endIfTooLong);
    }

    private static boolean needsRoom(RoutingContext call) {
        String path = call.normalizedPath();
        return path.startsWith("/v1/") || path.startsWith("/semantics/") || path.startsWith("/gateway/");
    }

    /** Answers at once, past the routes for failures: under ten times the load, nine in ten end here. */
    private void turnAway(RoutingContext call) {
        turnedAway.increment();
        responses.write(call, FULL, requestIds.of(call));
    }
}
