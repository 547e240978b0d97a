package dev.payonce.idempotency;

import java.util.Locale;

/**
 * The moments at which a process may die. The crash harness starts the packaged application with {@code
 * PAYONCE_CRASH_AT=<name>}, and it halts there, as abruptly as under {@code kill -9}; without the variable a point is one
 * look at the environment. What the points are for: after a restart and a retry under the same key there is one effect
 * at the gateway, one in the books, and one answer, whichever point it was.
 */
public enum CrashPoint {
    /** A request came, nothing was done for it. */
    BEFORE_CLAIM,
    /** The claim and the PENDING rows are committed, the gateway was not called. */
    AFTER_CLAIM,
    /** The gateway was called and has not answered. */
    DURING_GATEWAY_CALL,
    /** The gateway has answered, nobody knows but this process. */
    AFTER_GATEWAY_ANSWER,
    /** The statement that decides is on its way to the database; whether it commits is up to chance. */
    BEFORE_COMMIT,
    /** It is decided, the client has not heard. */
    AFTER_COMMIT_BEFORE_RESPONSE,
    /** A retry took an abandoned claim over and did nothing yet. */
    IN_TAKEOVER,
    /** Recovery took unfinished operations and did nothing yet. */
    IN_RECOVERY,
    /** Recovery barred a reference at the gateway and has not booked it. */
    IN_RECOVERY_AFTER_BAR,
    /** An undecided operation that is given up was taken, and nothing was done with it. */
    IN_ABANDON,
    /** The reference of an operation that is given up was barred at the gateway, and that is not booked. */
    IN_ABANDON_AFTER_BAR,
    /** The reaper deleted a batch and means to go on. */
    IN_REAPER;

    /** What a process that was killed with signal 9 exits with. */
    public static final int KILLED = 137;

    /** Whether the process is to die here. Read at each call: a native image's static fields are those of its build. */
    public boolean chosen() {
        String chosen = System.getenv("PAYONCE_CRASH_AT");
        return chosen != null && chosen.equals(word());
    }

    /** What {@code PAYONCE_CRASH_AT} calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Dies here, if that was chosen: no shutdown hook runs and nothing is flushed. */
    public void reached() {
        if (chosen()) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
