package dev.payonce.merchant;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * Stands before {@code /admin}, in front of the resources' own routing: to whoever has no admin token it gives away
 * neither which paths and methods are there nor, where no token is configured, that anything is.
 */
@ApplicationScoped
class AdminGate {

    /** Behind the filters that hold for every request (their orders are far below zero), before the resources. */
    private static final int ORDER = -1;

    private final Optional<ApiKey> token;

    AdminGate(AdminConfig config) {
        this.token = config.token().map(ApiKey::presented);
    }

    void on(@Observes Router router) {
        router.route("/admin/*").order(ORDER).handler(this::check);
    }

    private void check(RoutingContext call) {
        if (token.isEmpty()) {
            call.fail(404);
            return;
        }
        ApiKey presented = BearerToken.of(call.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (presented == null || !token.get().matches(presented)) {
            call.fail(401);
            return;
        }
        call.next();
    }
}
