package dev.payonce.idempotency;

/** What a request under a key came to: one constant for every row of the table of answers. */
public enum Verdict {
    /** This request did it, or was the one to learn that it cannot be done. */
    EXECUTED,
    /** It was decided before; the answer is the first one's. */
    REPLAYED,
    /** Another request under this key is at it right now. */
    IN_PROGRESS,
    /** Its outcome is not known yet; the answer shows the resource as it stands. */
    UNKNOWN,
    /** The key was given up before anything was asked under it. It never runs. */
    ABANDONED,
    /** The key belongs to another operation. Wins over everything but EXECUTED and ABANDONED. */
    MISMATCH,
    /** It was decided, too long ago to answer again. It never runs again. */
    EXPIRED,
    /** It provably had no effect this time, and the same key may try again. */
    NOT_EXECUTED
}
