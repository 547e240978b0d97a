package dev.payonce.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Counts requests once it is known whose they are, and before anything else is said about them. */
class RateLimitFilter {

    // Not in the constructor: filters are made while the application is built, before there is any configuration.
    @Inject
    RateLimit limit;

    @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHORIZATION)
    Uni<Void> count(RoutingContext call) {
        return limit.admit(call);
    }
}
