package dev.payonce.simulator;

import java.time.Duration;

/**
 * What is done about one request, and how it is answered then: two things, since the interesting gateways do the one and
 * fail at the other.
 *
 * @param failureCode of a refusal, else null
 * @param after how long the money takes to move, once accepted
 */
record Reaction(Effect effect, Answer answer, String failureCode, Duration after) {

    /** What happens to the money. */
    enum Effect {
        EXECUTE,
        REFUSE,
        NOTHING,
        NOTHING_AT_FIRST
    }

    /** How the caller hears of it: plainly, not at all, in broken JSON, or as a 503. */
    enum Answer {
        PLAIN,
        NEVER,
        GARBLED,
        UNAVAILABLE
    }

    static final Reaction EXECUTED = executed(Answer.PLAIN, Duration.ZERO);
    static final Reaction EXECUTED_LATER = executed(Answer.PLAIN, Duration.ofSeconds(3));
    static final Reaction EXECUTED_SILENTLY = executed(Answer.NEVER, Duration.ZERO);
    static final Reaction EXECUTED_GARBLED = executed(Answer.GARBLED, Duration.ZERO);
    static final Reaction IGNORED = new Reaction(Effect.NOTHING, Answer.NEVER, null, Duration.ZERO);
    static final Reaction UNAVAILABLE = new Reaction(Effect.NOTHING, Answer.UNAVAILABLE, null, Duration.ZERO);
    static final Reaction UNAVAILABLE_AT_FIRST =
            new Reaction(Effect.NOTHING_AT_FIRST, Answer.PLAIN, null, Duration.ZERO);

    static Reaction refused(String failureCode) {
        return new Reaction(Effect.REFUSE, Answer.PLAIN, failureCode, Duration.ZERO);
    }

    private static Reaction executed(Answer answer, Duration after) {
        return new Reaction(Effect.EXECUTE, answer, null, after);
    }
}
