package dev.payonce.idempotency.http;

import jakarta.ws.rs.core.Response;
import java.util.Locale;

/**
 * The kind of problem with which a service refuses that declares none: {@code not-found} is a 404, whatever else a 409.
 *
 * @param slug its name
 */
record BusinessProblem(String slug) implements ProblemKind {

    private static final String NOT_FOUND = "not-found";

    @Override
    public int status() {
        Response.Status status = slug.equals(NOT_FOUND) ? Response.Status.NOT_FOUND : Response.Status.CONFLICT;
        return status.getStatusCode();
    }

    /** Its name as words. */
    @Override
    public String title() {
        return slug.substring(0, 1).toUpperCase(Locale.ROOT) + slug.substring(1).replace('-', ' ');
    }

    @Override
    public Retry retry() {
        return Retry.NEW_KEY;
    }
}
