package dev.payonce.idempotency;

/** What the other side says, or does not say, of an effect that happens there. */
public interface EffectOutcome {

    /** What follows from it. */
    enum Knowledge {
        /** It happened, or never will: now it can be booked. */
        FINAL,
        /** Provably not executed by this attempt, for a reason that passes: the client's own retry may try again. */
        UNDONE,
        /** The other side never heard of it. A request may still be on its way there, until it is barred. */
        NEVER_HEARD_OF,
        /** The other side could not be asked at all from here. Another instance may reach it. */
        UNREACHABLE,
        /** Nobody knows, or not yet. It is neither guessed nor sent again: recovery asks until it is final. */
        UNKNOWN
    }

    /** What is known now. */
    Knowledge knowledge();
}
