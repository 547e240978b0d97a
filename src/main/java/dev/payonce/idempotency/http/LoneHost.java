package dev.payonce.idempotency.http;

import io.quarkus.arc.DefaultBean;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.regex.Pattern;

/** The service that says nothing of itself: one tenant, and the request's id as the client sent it. */
@DefaultBean
@ApplicationScoped
class LoneHost implements Host {

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final HttpServerRequest http;

    LoneHost(HttpServerRequest http) {
        this.http = http;
    }

    @Override
    public String requestId() {
        String given = http.getHeader("X-Request-ID");
        return given != null && SANE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }
}
