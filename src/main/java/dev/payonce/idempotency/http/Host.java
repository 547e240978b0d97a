package dev.payonce.idempotency.http;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/**
 * What the service around says of itself and of the command that is being answered. Without a bean of this type, the service
 * has no tenants and no kinds of problems of its own.
 */
public interface Host {

    /** The tenant of a service that has only one. Not the nil UUID, above which recovery and the reaper begin to look. */
    UUID ONLY_TENANT = new UUID(0, 1);

    /** Whose command it is; a key means the same for one tenant only. */
    default UUID tenant() {
        return ONLY_TENANT;
    }

    /** Random bytes of the tenant's own that never change; needed where an operation's ids follow from its keys. */
    default byte[] secret() {
        return new byte[0];
    }

    /** The id under which the request is logged; a replay names it as the original. */
    String requestId();

    /** When the request came, by {@link System#nanoTime}. */
    default long receivedAt() {
        return System.nanoTime();
    }

    /** An id that was never used. */
    default UUID newId() {
        return UUID.randomUUID();
    }

    /** Why a request cannot be executed, whatever the business state; null if it can. A null request had no body. */
    default RuntimeException fault(Record request) {
        return request == null ? new BadRequestException("The request needs a body.") : null;
    }

    /** Whether a failure before the claim says that the request is not valid. What stands under its key is told instead. */
    default boolean saysInvalid(Throwable failure) {
        return failure instanceof WebApplicationException web
                && web.getResponse().getStatus() == Response.Status.BAD_REQUEST.getStatusCode();
    }

    /** The kind of problem with which the business state refuses, by its slug. */
    default ProblemKind kind(String slug) {
        return new BusinessProblem(slug);
    }

    /** The kind of problem where an effect elsewhere could not be begun. */
    default ProblemKind notExecuted() {
        return KeyProblem.SERVICE_UNAVAILABLE;
    }

    /** The path under which a client can look at an operation, or null if there is none. */
    default String operation(UUID id) {
        return null;
    }
}
