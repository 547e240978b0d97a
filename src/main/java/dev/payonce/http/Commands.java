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
     * @throws IdempotencyKey.Refused if the request has no usable key
     */
    public <R extends Record> Intent intent(Operation<R> operation, R request, String keyInBody, UUID... path) {
        return new Intent(
                call.merchant(), key(keyInBody), ids.next(), operation.fingerprint(request, path), call.requestId());
    }

    /** The request's idempotency key. */
    public String key(String inBody) {
        MultiMap headers = http.headers();
        List<String> carried = new ArrayList<>(headers.getAll(IdempotencyKey.HEADER));
        carried.addAll(headers.getAll(IdempotencyKey.ALIAS));
        return IdempotencyKey.read(carried, inBody, http.params().names());
    }
}
