package dev.payonce.idempotency;

import java.util.UUID;

/**
 * One request under its key: who asks, under which key, for what.
 *
 * @param merchant the tenant; keys of two tenants never meet
 * @param key as the client sent it
 * @param operationId the id that the operation gets if this request is the first; a resource it creates has the same
 * @param fingerprint what is asked for
 * @param requestId of this sending; a later replay names it as the original
 * @param receivedAt when the request came, by {@link System#nanoTime}
 */
public record Intent(
        UUID merchant, String key, UUID operationId, Fingerprint fingerprint, String requestId, long receivedAt) {

    /** Names the operation but never the key, so that an intent may appear in a log. */
    @Override
    public String toString() {
        return fingerprint.operation() + " " + operationId;
    }
}
