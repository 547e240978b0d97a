package dev.payonce.idempotency;

import java.time.Duration;

/**
 * The row that a request finds under its key. Whether a time has passed was judged by the database's clock when the row
 * was read.
 *
 * @param claim the claim as it stands; its attempt is the one to outbid when taking over
 * @param fingerprint what the key belongs to; null if it was abandoned before it belonged to anything
 * @param progress while undecided who may work on it, else null
 * @param dueIn while undecided how soon recovery may look at it; negative if it could have by now
 * @param lapsed whether the owner's lease has run out
 * @param expired whether it was decided longer ago than answers are kept
 * @param resource the path of what the operation made or acts on, or null
 * @param answer the answer as it is told, null while undecided
 */
public record KeyRecord(
        Claim claim,
        Fingerprint fingerprint,
        Progress progress,
        Duration dueIn,
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

    /** Whether it was given up before anything was asked under it. */
    boolean isAbandoned() {
        return fingerprint == null;
    }

    /** What a request with this fingerprint is answered; NOT_EXECUTED if nobody works on it and it may be resumed. */
    Verdict classify(Fingerprint asked) {
        if (isAbandoned()) {
            return Verdict.ABANDONED;
        }
        if (!fingerprint.sameAs(asked)) {
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
