package dev.payonce.idempotency.http;

/** What a client may do after a problem; the {@code retry} member of every problem document. */
public enum Retry {
    SAME_KEY(
            "same-key",
            "Send the same request again under the same idempotency key: it is not decided yet, or provably had no "
                    + "effect. However often you send it, it takes effect at most once."),
    NEW_KEY(
            "new-key",
            "This key is spent, and its answer stays the same. A new attempt, or a changed intent, takes a new "
                    + "idempotency key."),
    NEVER(
            "never",
            "Sending the same request again cannot help: the request itself has to change, or nothing is left to do.");

    private final String wire;
    private final String meaning;

    Retry(String wire, String meaning) {
        this.wire = wire;
        this.meaning = meaning;
    }

    public String wire() {
        return wire;
    }

    /** The same for people: what the client may do, in a sentence or two. */
    public String meaning() {
        return meaning;
    }
}
