package dev.payonce.idempotency;

/**
 * What a client is told, word for word, now and at every replay.
 *
 * @param status of HTTP; 4xx if the business state refused
 * @param body JSON; a problem document where the status says so
 * @param resource the path of the resource that the answer is about, or null
 */
public record Answer(int status, String body, String resource) {

    boolean succeeded() {
        return status < 300;
    }
}
