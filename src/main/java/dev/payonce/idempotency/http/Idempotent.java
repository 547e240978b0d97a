package dev.payonce.idempotency.http;

import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.IdempotencyKey;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.OutOfTimeException;
import dev.payonce.idempotency.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Takes a command from its request to its response: who asks, under which key, for what, and what came of it.
 *
 * <p>What a key answered is not taken back by a rule that is stricter today: a request that would be refused as invalid
 * is answered with what stands under its key, if it is the same request. Only what is invalid pays for looking. A rule
 * that may get stricter is therefore a constraint: what cannot be bound has no fingerprint to look for.
 */
@ApplicationScoped
public class Idempotent {

    private static final int OK = 200;

    private static final Problem OUT_OF_TIME = Problem.of(
            KeyProblem.SERVICE_UNAVAILABLE,
            "The request could not be begun in time, and is not begun any more. Send the same request again.");

    /** The one that is under way. */
    private final HttpServerRequest http;

    private final Host host;
    private final Idempotency idempotency;
    private final IdempotencyConfig config;
    private final Answers answers;
    private final ProblemDocuments documents;

    Idempotent(
            HttpServerRequest http,
            Host host,
            Idempotency idempotency,
            IdempotencyConfig config,
            Answers answers,
            ProblemDocuments documents) {
        this.http = http;
        this.host = host;
        this.idempotency = idempotency;
        this.config = config;
        this.answers = answers;
        this.documents = documents;
    }

    /**
     * Executes a command that acts on something: the work's statements, the answer and the key commit together, or not at
     * all. A {@link dev.payonce.idempotency.Refusal} that the work throws takes it back and is remembered; after any other
     * failure the key is as if it had never been sent.
     *
     * @param request as it was bound
     * @param resource the path of what it acts on
     * @param work on the transaction's connection, one statement after the other, for the intent whose key it has claimed;
     *     what comes of it is answered as JSON
     * @param path the ids in the path, as the operation declares them
     */
    public <R extends Record> Uni<Response> execute(
            OperationKind<R> operation,
            R request,
            String resource,
            BiFunction<SqlConnection, Intent, ? extends Uni<?>> work,
            Object... path) {
        return answer(
                operation,
                request,
                intent -> idempotency.execute(
                        intent,
                        resource,
                        transaction -> work.apply(transaction, intent).map(done -> answers.of(OK, done, resource))),
                idempotency::standing,
                path);
    }

    /**
     * Executes a command that makes something, as {@link #execute} does.
     *
     * @param collection the path under which it is found, followed by its id
     * @param work gets the id besides; what comes of it is answered with the time of the claim as {@code createdAt}
     */
    public <R extends Record> Uni<Response> create(
            OperationKind<R> operation,
            R request,
            String collection,
            BiFunction<SqlConnection, UUID, ? extends Uni<?>> work,
            Object... path) {
        return answer(
                operation,
                request,
                intent -> {
                    UUID id = intent.operationId();
                    String resource = collection + "/" + id;
                    return idempotency.execute(
                            intent,
                            resource,
                            transaction -> work.apply(transaction, id).map(made -> answers.created(made, resource)));
                },
                idempotency::standing,
                path);
    }

    /**
     * Answers a command that is executed in another way.
     *
     * @param request as it was bound, and not yet validated; null where there was no body
     * @param work what a valid request comes to; it may still find the request invalid before it claims the key
     * @param standing what the same request comes to that may not be executed, by what stands under its key; null
     *     where nothing stands
     * @param path the ids in the path
     * @throws KeyException if the request has no usable key
     */
    public <R extends Record> Uni<Response> answer(
            OperationKind<R> operation,
            R request,
            Function<Intent, Uni<Result>> work,
            Function<Intent, Uni<Result>> standing,
            Object... path) {
        RuntimeException fault = host.fault(request);
        if (request == null) {
            throw fault;
        }
        Intent intent = intent(operation, request, fault, path);
        Uni<Result> result = fault == null
                ? Uni.createFrom().deferred(() -> work.apply(intent))
                : Uni.createFrom().failure(fault);
        return result.onFailure(host::saysInvalid)
                .recoverWithUni(
                        refused -> standing.apply(intent).onItem().ifNull().failWith(refused))
                .map(came -> answers.response(came, intent.requestId()))
                .onFailure(OutOfTimeException.class)
                .recoverWithItem(late -> outOfTime(intent));
    }

    private Response outOfTime(Intent intent) {
        idempotency.notBegunInTime();
        return documents.respond(OUT_OF_TIME, intent.requestId()).build();
    }

    private <R extends Record> Intent intent(
            OperationKind<R> operation, R request, RuntimeException fault, Object... path) {
        String key;
        try {
            key = key(operation.key(request));
        } catch (KeyException noKey) {
            throw fault == null ? noKey : fault;
        }
        Fingerprint fingerprint = operation.fingerprint(request, path).upTo(config.fingerprintVersion());
        UUID id = operation.id(host.secret(), key, host::newId);
        return new Intent(host.tenant(), key, id, fingerprint, host.requestId(), host.receivedAt());
    }

    /**
     * The request's idempotency key.
     *
     * @param inBody the body's idempotencyKey, or null
     * @throws KeyException if the request has no usable key
     */
    public String key(String inBody) {
        MultiMap headers = http.headers();
        List<String> carried = new ArrayList<>(headers.getAll(IdempotencyKey.HEADER));
        carried.addAll(headers.getAll(IdempotencyKey.ALIAS));
        try {
            return IdempotencyKey.read(carried, inBody, http.params().names());
        } catch (IdempotencyKey.Refused refused) {
            Problem problem = problem(refused.fault());
            throw new KeyException(
                    problem, documents.respond(problem, host.requestId()).build());
        }
    }

    private static Problem problem(IdempotencyKey.Fault fault) {
        return switch (fault) {
            case MISSING ->
                Problem.of(
                        KeyProblem.IDEMPOTENCY_KEY_MISSING,
                        "Send one in the header Idempotency-Key, made once for each intent.");
            case MALFORMED ->
                Problem.of(
                        KeyProblem.IDEMPOTENCY_KEY_MALFORMED,
                        "A key has 8 to 255 characters out of A-Z a-z 0-9 - _ . : ~ + / =, at least four of them different, "
                                + "and is not the word undefined.");
            case AMBIGUOUS ->
                Problem.of(
                        KeyProblem.IDEMPOTENCY_KEY_AMBIGUOUS,
                        "Header, alias and body may each carry the key, but it has to be the same one.");
            case IN_URL ->
                Problem.of(
                        KeyProblem.IDEMPOTENCY_KEY_IN_URL,
                        "URLs are logged and cached. Send the key in the header Idempotency-Key.");
        };
    }
}
