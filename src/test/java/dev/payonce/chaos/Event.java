package dev.payonce.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.payonce.client.Attempt;
import dev.payonce.client.Decision;
import java.net.http.HttpHeaders;

/**
 * One request that a client made, and what it heard, if anything.
 *
 * @param key the idempotency key
 * @param operation what was asked for
 * @param invoked when it was sent, in nanoseconds of one clock for the whole history
 * @param returned when the answer was there, or it was certain that none will come
 * @param status 0 if there was no answer
 * @param reason the problem's slug, or one word
 * @param replayed whether the server said that it had answered this before
 * @param decision what the contract lets a client conclude
 * @param body the answer, JSON null if there was none
 */
record Event(
        String key,
        String operation,
        long invoked,
        long returned,
        int status,
        String reason,
        boolean replayed,
        Decision decision,
        JsonNode body) {

    static Event of(Attempt attempt) {
        boolean replayed = HttpHeaders.of(attempt.headers(), (name, value) -> true)
                .firstValue("Idempotent-Replayed")
                .filter("true"::equals)
                .isPresent();
        return new Event(
                attempt.intent().key(),
                attempt.intent().spec().action().wire(),
                attempt.invokedNanos(),
                attempt.returnedNanos(),
                attempt.status(),
                attempt.verdict().reason(),
                replayed,
                attempt.verdict().decision(),
                attempt.status() == 0 ? NullNode.instance : json(attempt.body()));
    }

    private static JsonNode json(String text) {
        try {
            return Lab.JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return NullNode.instance;
        }
    }

    boolean isDefinitive() {
        return decision == Decision.DONE || decision == Decision.FAILED;
    }

    /** A replayed success says 200 where the first answer said 201: what was created then is merely shown now. */
    int said() {
        return status == 201 ? 200 : status;
    }

    boolean leftOpen() {
        return status == 0 || reason.equals("pending");
    }
}
