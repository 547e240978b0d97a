package dev.payonce.client;

/** What an answer means for an intent and its key. */
public enum Decision {
    /** It happened. The key is dropped, after a moment in which an equal intent is the same one. */
    DONE,
    /** It failed for good, without effect. The key is dropped: the next equal intent gets a new one. */
    FAILED,
    /** The request was refused before the key was claimed. The key is kept: an earlier try may have had its effect. */
    REFUSED,
    /** The key belongs to another operation. Not sent again; the key is kept until it is given up. */
    MISMATCH,
    /** The server no longer has the answer. Not executed again; the key is kept until it is given up. */
    EXPIRED,
    /** Not decided, or not payonce's answer: to be sent again under the same key. */
    RETRY;

    /** Whether the next equal intent may have a new key without anyone's say. */
    public boolean allowsNewKey() {
        return this == DONE || this == FAILED;
    }
}
