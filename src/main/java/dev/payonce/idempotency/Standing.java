package dev.payonce.idempotency;

/**
 * The row that already stands under a key, as a request that could not claim it finds it. Whether a time has passed
 * was judged by the database's clock when the row was read.
 *
 * @param claim the claim as it stands; its attempt is the one to outbid when taking over
 * @param fingerprint what the key belongs to
 * @param progress while undecided who may work on it, else null
 * @param lapsed whether the owner's lease has run out
 * @param expired whether it was decided longer ago than answers are kept
 * @param resource the path of what the operation made or acts on, or null
 * @param answer the stored answer, null while undecided
 */
record Standing(
        Claim claim,
        Fingerprint fingerprint,
        Progress progress,
        boolean lapsed,
        boolean expired,
        String resource,
        Answer answer) {

    /** How far an undecided operation is. */
    public enum Progress {
        /** Its owner is at it, until the lease runs out. */
        RUNNING,
        /** The effect may or may not have happened; recovery finds out. */
        UNKNOWN,
        /** Provably without effect so far; the client's own retry may carry it on. */
        UNDONE
    }

    /** What a request with this fingerprint comes to; NOT_EXECUTED if nobody works on it and it may be carried on. */
    Verdict meets(Fingerprint other) {
        if (!fingerprint.sameAs(other)) {
            return Verdict.MISMATCH;
        }
        if (progress == null) {
            return expired ? Verdict.EXPIRED : Verdict.REPLAYED;
        }
        return switch (progress) {
            case RUNNING -> lapsed ? Verdict.NOT_EXECUTED : Verdict.IN_PROGRESS;
            case UNKNOWN -> Verdict.UNKNOWN;
            case UNDONE -> Verdict.NOT_EXECUTED;
        };
    }
}
