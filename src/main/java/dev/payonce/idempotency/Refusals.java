package dev.payonce.idempotency;

/** Puts a refusal into the words that the client is told, and told again at every replay. */
public interface Refusals {

    /** The answer, of status 4xx, to the request of this id. */
    Answer answer(Outcome.Refused refused, String requestId);
}
