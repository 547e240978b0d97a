package dev.payonce.http;

/** What a client may do after a problem; the {@code retry} member of every problem document. */
public enum Retry {
    /** Send the same request again under the same key: it is not decided yet, or provably had no effect. */
    SAME_KEY("same-key"),
    /** This key is spent. A new attempt, or a changed intent, takes a new key. */
    NEW_KEY("new-key"),
    /** Sending it again cannot help: the request itself has to change, or nothing is left to do. */
    NEVER("never");

    private final String wire;

    Retry(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
