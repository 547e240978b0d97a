package dev.payonce.idempotency.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Ends a request that has no usable key. It is a response already, for a service that has no other form of its own. */
public final class KeyException extends WebApplicationException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    KeyException(Problem problem, Response response) {
        super(problem.type().slug(), response);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
