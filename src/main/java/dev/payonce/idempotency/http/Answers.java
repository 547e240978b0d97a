package dev.payonce.idempotency.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.Outcome;
import dev.payonce.idempotency.Refusals;
import dev.payonce.idempotency.Result;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/**
 * Writes answers, and turns what came of an intent into HTTP: the one place that knows the table of answers.
 */
@ApplicationScoped
public class Answers implements Refusals {

    private static final int CREATED = 201;

    private final ObjectMapper json;
    private final ProblemDocuments documents;
    private final Host host;
    private final IdempotencyConfig config;

    Answers(ObjectMapper json, ProblemDocuments documents, Host host, IdempotencyConfig config) {
        this.json = json;
        this.documents = documents;
        this.host = host;
        this.config = config;
    }

    /** The answer that shows a resource. */
    public Answer of(int status, Object body, String resource) {
        return new Answer(status, write(body), resource);
    }

    /**
     * The answer that shows what was made: a JSON object. Its {@code createdAt} is the claim's time, whatever is said here.
     */
    Answer created(Object made, String resource) {
        if (!(json.valueToTree(made) instanceof ObjectNode object)) {
            throw new IllegalStateException("what is made is answered as a JSON object");
        }
        object.remove("createdAt");
        return of(CREATED, object, resource);
    }

    /** The answer that the business state refuses with; {@code resource} is what it is about, or null. */
    public Answer refusal(Problem problem, String resource, String requestId) {
        return new Answer(
                problem.type().status(),
                write(problem.with("resource", resource).document(requestId)),
                resource);
    }

    @Override
    public Answer answer(Outcome.Refused refused, String requestId) {
        Problem problem = Problem.of(host.kind(refused.problem()), refused.detail());
        for (var member : refused.members().entrySet()) {
            problem = problem.with(member.getKey(), member.getValue());
        }
        return refusal(problem, (String) refused.members().get("resource"), requestId);
    }

    /** JSON as this API writes it. */
    public String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a resource of ours is always writable", e);
        }
    }

    /** {@link #write}, or null where there is nothing to write. */
    public String writeOrNull(Object body) {
        return body == null ? null : write(body);
    }

    /** What the client is told. */
    public Response response(Result result, String requestId) {
        // What keeps no row under its key has no operation to point to.
        String operation = result.operationId() == null ? null : host.operation(result.operationId());
        return switch (result.verdict()) {
            case EXECUTED -> answer(result.answer(), result.answer().status()).build();
            case REPLAYED ->
                answer(result.answer(), replayed(result.answer().status()))
                        .header("X-Idempotent-Result", "true")
                        .header("Idempotent-Replayed", "true")
                        .header("X-Original-Request-ID", result.originalRequestId())
                        .build();
            case UNKNOWN ->
                answer(result.answer(), 202)
                        .header(HttpHeaders.RETRY_AFTER, recoveredIn(result.dueIn()))
                        .header(HttpHeaders.LINK, operation == null ? null : "<" + operation + ">; rel=\"operation\"")
                        .build();
            case IN_PROGRESS ->
                problem(
                        Problem.of(
                                        KeyProblem.OPERATION_IN_PROGRESS,
                                        "A request under this key is running. Ask again, under the same key.")
                                .with("operation", operation),
                        requestId);
            case MISMATCH ->
                problem(
                        Problem.of(
                                        KeyProblem.IDEMPOTENCY_KEY_REUSED,
                                        "This key belongs to an operation that differs from this one. "
                                                + "Nothing was executed.")
                                .with("differingFields", result.differingFields())
                                .with("operation", operation),
                        requestId);
            case ABANDONED ->
                problem(
                        Problem.of(
                                        KeyProblem.OPERATION_ABANDONED,
                                        "This key was given up before anything was executed under it.")
                                .with("operation", operation),
                        requestId);
            case EXPIRED -> problem(expired(result, operation), requestId);
            case NOT_EXECUTED ->
                problem(
                        Problem.of(
                                        host.notExecuted(),
                                        "The operation had no effect, and may be sent again under the same key.")
                                .with("operation", operation),
                        requestId);
        };
    }

    /** In how many seconds recovery has come by: at its first turn after the operation is due. */
    private long recoveredIn(Duration dueIn) {
        Duration wait = dueIn.isNegative() ? Duration.ZERO : dueIn;
        return Math.max(1, wait.plus(config.recoveryEvery()).toSeconds());
    }

    private static Problem expired(Result result, String operation) {
        return Problem.of(
                        KeyProblem.IDEMPOTENCY_KEY_EXPIRED,
                        "The operation under this key was decided and will not run again. Look at its resource.")
                .with("operation", operation)
                .with("resource", result.resource());
    }

    /** What was created then is merely shown now; a refusal is the same refusal. */
    private static int replayed(int status) {
        return status < 300 ? 200 : status;
    }

    private static Response.ResponseBuilder answer(Answer answer, int status) {
        var response = Response.status(status)
                .entity(answer.body())
                .type(status < 300 ? MediaType.APPLICATION_JSON : ProblemDocuments.MEDIA_TYPE);
        // As a header and not by location(): that would make an absolute URI of it, of whatever host was called.
        return answer.resource() == null || status >= 400
                ? response
                : response.header(HttpHeaders.LOCATION, answer.resource());
    }

    private Response problem(Problem problem, String requestId) {
        return documents.respond(problem, requestId).build();
    }
}
