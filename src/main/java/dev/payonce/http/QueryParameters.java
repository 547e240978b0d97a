package dev.payonce.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query parameter without a value, which the framework would take for one that was left out: {@code
 * ?reference=} would list everything to a client whose variable was empty.
 */
class QueryParameters {

    /** Behind the filters that say who may call. */
    @ServerRequestFilter(nonBlocking = true, priority = Priorities.USER + 1)
    void refuseEmpty(RoutingContext call) {
        call.queryParams().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw ProblemException.invalid(name, "must not be empty");
            }
        });
    }
}
