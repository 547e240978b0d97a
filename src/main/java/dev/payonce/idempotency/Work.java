package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;

/** One request's work, as far as the key needs to know it. A null item means that nothing was done. */
public interface Work {

    /** Begins nothing. */
    Work NOTHING = new Work() {
        @Override
        public Uni<Result> attempt() {
            return Uni.createFrom().nullItem();
        }

        @Override
        public Uni<Answer> refusal() {
            return Uni.createFrom().nullItem();
        }
    };

    /**
     * Claims the key and does the work, in one statement: both happen or neither. Null if the key is taken or the
     * business state refuses; which of them, the next reads tell.
     */
    Uni<Result> attempt();

    /** Why the business state refuses, to be remembered under the key; null if it does not, or no longer. */
    Uni<Answer> refusal();

    /**
     * Carries on what an earlier owner left undecided.
     *
     * @param claim ours now
     * @param undone whether it provably had no effect so far; else that has to be found out first
     */
    default Uni<Result> carryOn(Claim claim, boolean undone) {
        throw new IllegalStateException(claim + " is decided in the statement that claims it");
    }

    /** What to tell a client while the outcome is unknown. */
    default Uni<Answer> asItStands(Claim claim) {
        throw new IllegalStateException(claim + " is decided in the statement that claims it");
    }
}
