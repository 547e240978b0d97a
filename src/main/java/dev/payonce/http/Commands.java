package dev.payonce.http;

import dev.payonce.idempotency.IdempotencyKey;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes the intent out of the request at hand: who asks, under which key, for what. */
@RequestScoped
public class Commands {

    private final HttpServerRequest http;
    private final Call call;
    private final Ids ids;

    Commands(HttpServerRequest http, Call call, Ids ids) {
        this.http = http;
        this.call = call;
        this.ids = ids;
    }

    /**
     * The intent of a command.
     *
     * @param keyInBody the body's idempotencyKey, or null
     * @param path the id in the path, where the operation has one
     * @throws ProblemException if the request has no usable key
     */
    public <R extends Record> Intent intent(Operation<R> operation, R request, String keyInBody, UUID... path) {
        return new Intent(
                call.merchant(), key(keyInBody), ids.next(), operation.fingerprint(request, path), call.requestId());
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

    private static Problem problem(IdempotencyKey.Fault fault) {
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
