package dev.payonce.http;

import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.IdempotencyKey;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Operation;
import dev.payonce.idempotency.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes a command from its request to its response: who asks, under which key, for what, and what came of it.
 *
 * <p>What a key answered is not taken back by a rule that is stricter today: a request that would be refused as invalid
 * is answered with what stands under its key, if it is the same request. Only what is invalid pays for looking. A rule
 * that may get stricter is therefore a constraint: what cannot be bound has no fingerprint to look for.
 */
@RequestScoped
public class Commands {

    private final HttpServerRequest http;
    private final Call call;
    private final Ids ids;
    private final RequestBodies bodies;
    private final IdempotencyConfig config;
    private final Answers answers;

    Commands(
            HttpServerRequest http,
            Call call,
            Ids ids,
            RequestBodies bodies,
            IdempotencyConfig config,
            Answers answers) {
        this.http = http;
        this.call = call;
        this.ids = ids;
        this.bodies = bodies;
        this.config = config;
        this.answers = answers;
    }

    /**
     * Answers a command.
     *
     * @param body as it was bound, and not yet validated; null where there is none
     * @param work what a valid request comes to; it may still find the request invalid before it claims the key
     * @param standing what the same request comes to that may not be executed, by what stands under its key; null
     *     where nothing stands
     * @param path the ids in the path
     * @throws ProblemException if the request has no body, or no usable key
     */
    public <R extends Record> Uni<Response> answer(
            Operation<R> operation,
            R body,
            Function<Intent, Uni<Result>> work,
            Function<Intent, Uni<Result>> standing,
            Object... path) {
        if (body == null) {
            throw ProblemException.invalid("", "must be a JSON object");
        }
        Problem inQuery = call.queryFault();
        Problem fault = inQuery != null ? inQuery : bodies.fault(body);
        Intent intent = intent(operation, body, fault, path);
        Uni<Result> result = fault == null
                ? Uni.createFrom().deferred(() -> work.apply(intent))
                : Uni.createFrom().failure(new ProblemException(fault));
        return result.onFailure(Commands::saysInvalid)
                .recoverWithUni(
                        refused -> standing.apply(intent).onItem().ifNull().failWith(refused))
                .map(came -> answers.response(came, intent.requestId()));
    }

    private static boolean saysInvalid(Throwable failure) {
        return failure instanceof ProblemException refused
                && refused.problem().type().status() == 400;
    }

    private <R extends Record> Intent intent(Operation<R> operation, R request, Problem fault, Object... path) {
        String key;
        try {
            key = key(operation.key(request));
        } catch (ProblemException noKey) {
            throw fault == null ? noKey : new ProblemException(fault);
        }
        Fingerprint fingerprint = operation.fingerprint(request, path).upTo(config.fingerprintVersion());
        Caller caller = call.caller();
        UUID id = operation.id(caller.secret(), key, ids::next);
        return new Intent(caller.merchant(), key, id, fingerprint, call.requestId());
    }

    /**
     * The request's idempotency key.
     *
     * @param inBody the body's idempotencyKey, or null
     * @throws ProblemException if the request has no usable key
     */
    public String key(String inBody) {
        MultiMap headers = http.headers();
        List<String> carried = new ArrayList<>(headers.getAll(IdempotencyKey.HEADER));
        carried.addAll(headers.getAll(IdempotencyKey.ALIAS));
        try {
            return IdempotencyKey.read(carried, inBody, http.params().names());
        } catch (IdempotencyKey.Refused refused) {
            throw new ProblemException(problem(refused.fault()));
        }
    }

    static Problem problem(IdempotencyKey.Fault fault) {
        return switch (fault) {
            case MISSING ->
                Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_MISSING,
                        "Send one in the header Idempotency-Key, made once for each intent.");
            case MALFORMED ->
                Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_MALFORMED,
                        "A key has 8 to 255 characters out of A-Z a-z 0-9 - _ . : ~ + / =, at least four of them different, "
                                + "and is not the word undefined.");
            case AMBIGUOUS ->
                Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_AMBIGUOUS,
                        "Header, alias and body may each carry the key, but it has to be the same one.");
            case IN_URL ->
                Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_IN_URL,
                        "URLs are logged and cached. Send the key in the header Idempotency-Key.");
        };
    }
}
