package dev.payonce.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The door of the API: lets in as many requests as can be answered soon, and turns the others away before anything is
 * done for them. What is inside and does not fit into the database at once is the queue; it is bounded by being counted,
 * and so is the time that anybody waits in it.
 *
 * <p>Only whole requests are counted: who sends slowly occupies nothing but a socket. So does who reads slowly, since a
 * request has left when its answer is handed to the network.
 */
@ApplicationScoped
class Admission {

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

    private final AtomicInteger inside = new AtomicInteger();
    private final int atOnce;

    Admission(Config config) {
        this.atOnce = config.atOnce();
    }

    /** Lets a request in, or fails it with 503. Health, metrics and pages are always let in. */
    void atTheDoor(RoutingContext call) {
        if (!call.normalizedPath().startsWith("/v1/")) {
            call.next();
        } else if (inside.incrementAndGet() > atOnce) {
            inside.decrementAndGet();
            call.fail(503);
        } else {
            call.addEndHandler(answered -> inside.decrementAndGet());
            call.next();
        }
    }
}
