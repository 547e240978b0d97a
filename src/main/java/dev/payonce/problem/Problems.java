package dev.payonce.problem;

import dev.payonce.idempotency.http.KeyException;
import dev.payonce.idempotency.http.Problem;
import io.vertx.ext.web.handler.HttpException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.stream.Collectors;

/** Which problem a failure is. Pure: what is logged and how it is written is decided elsewhere. */
public final class Problems {

    /** In bytes. */
    public static final int LARGEST_BODY = 64 * 1024;

    private Problems() {}

    /** The problem that {@code failure} is to a client; {@code internal-error} for whatever nobody foresaw. */
    public static Problem of(Throwable failure) {
        // A cause is looked at where its wrapper says nothing. The bound is for chains that run in circles.
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 16; depth++) {
            Problem problem = recognised(cause);
            if (problem != null) {
                return problem;
            }
            cause = cause.getCause();
        }
        return internal();
    }

    private static Problem recognised(Throwable failure) {
        if (failure instanceof ProblemException refused) {
            return refused.problem();
        }
        if (failure instanceof KeyException unusable) {
            return unusable.problem();
        }
        if (failure instanceof ConstraintViolationException invalid) {
            return ofViolations(invalid);
        }
        if (DatabaseAway.isMeantBy(failure)) {
            return Problem.of(
                    ProblemType.SERVICE_UNAVAILABLE,
                    "The database cannot be reached at the moment. Nothing is lost; send the same request again.");
        }
        if (failure instanceof SecurityException) {
            return ofStatus(
                    401); // an identity without the right role, too: it is the wrong credential for this resource
        }
        if (failure instanceof WebApplicationException web) {
            return ofStatus(web.getResponse().getStatus());
        }
        if (failure instanceof HttpException http) {
            return ofStatus(http.getStatusCode());
        }
        return null;
    }

    private static Problem ofViolations(ConstraintViolationException invalid) {
        if (invalid.getConstraintViolations().stream().anyMatch(Violations::isOurs)) {
            return internal(); // we were about to answer something that our own contract forbids
        }
        // Alone, and before anything else that is wrong: the log of whoever sent it should say this.
        var cards = invalid.getConstraintViolations().stream()
                .filter(Violations::isACardNumber)
                .collect(Collectors.toSet());
        return cards.isEmpty()
                ? Violation.problem(Violations.of(invalid.getConstraintViolations()))
                : Violation.problem(ProblemType.CARD_DATA_REFUSED, Violations.of(cards));
    }

    /** The problem that stands behind a bare HTTP status, as the routers give it. */
    public static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> Problem.of(ProblemType.INVALID_REQUEST, "The request cannot be read as HTTP.");
            case 401 ->
                Problem.of(
                        ProblemType.UNAUTHORIZED,
                        "Send Authorization: Bearer and your api key, once; under /admin, the admin token.");
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "No resource exists at this path.");
            case 405 ->
                Problem.of(ProblemType.METHOD_NOT_ALLOWED, "The header Allow names the methods that this path has.");
            case 406 ->
                Problem.of(
                        ProblemType.NOT_ACCEPTABLE,
                        "The header Accept rules out everything that this path can answer.");
            case 413 ->
                Problem.of(ProblemType.BODY_TOO_LARGE, "A request body has at most " + LARGEST_BODY + " bytes.");
            case 415 ->
                Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, and say so.");
            case 429 -> Problem.of(ProblemType.TOO_MANY_REQUESTS, "Slow down, then send the same request again.");
            case 503 ->
                Problem.of(
                        ProblemType.SERVICE_UNAVAILABLE,
                        "The server is overloaded. Nothing was done; send the same request again.");
            default ->
                status >= 400 && status < 500
                        ? Problem.of(ProblemType.INVALID_REQUEST, "The request is not one that can be answered.")
                        : internal();
        };
    }

    private static Problem internal() {
        return Problem.of(
                ProblemType.INTERNAL_ERROR, "We could not finish this request. The log has it under this instance.");
    }
}
