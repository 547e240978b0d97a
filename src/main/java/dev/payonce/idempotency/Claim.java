package dev.payonce.idempotency;

import java.util.UUID;

/**
 * The right to work on one undecided operation. It lasts until its lease runs out and somebody else takes it over,
 * who then has a higher {@code attempt}: every write names the attempt, so an owner that was overtaken writes nothing.
 *
 * @param merchant the tenant
 * @param key the client's key
 * @param operationId the operation
 * @param operation its name
 * @param attempt the fencing token, 1 for the first owner
 * @param requestId of the request that made the operation
 */
public record Claim(UUID merchant, String key, UUID operationId, String operation, int attempt, String requestId) {

    /** The claim that an intent makes when it is the first under its key. */
    public static Claim first(Intent intent) {
        return new Claim(
                intent.merchant(),
                intent.key(),
                intent.operationId(),
                intent.fingerprint().operation(),
                1,
                intent.requestId());
    }

    /** This claim in the hands of a later owner. */
    Claim attempt(int next) {
        return new Claim(merchant, key, operationId, operation, next, requestId);
    }

    /** Names the operation but never the key, so that a claim may appear in a log. */
    @Override
    public String toString() {
        return operation + " " + operationId + " attempt " + attempt;
    }
}
