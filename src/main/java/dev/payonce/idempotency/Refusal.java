package dev.payonce.idempotency;

import java.util.Map;

/** Thrown by the work of an operation where the business state forbids it: the work is taken back, the refusal remembered. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome.Refused refused;

    public Refusal(Outcome.Refused refused) {
        super(refused.problem(), null, false, false);
        this.refused = refused;
    }

    /**
     * Refuses.
     *
     * @param problem the kind of problem, for instance {@code seat-taken}
     * @param detail one sentence for a developer
     */
    public Refusal(String problem, String detail) {
        this(new Outcome.Refused(problem, detail, Map.of()));
    }

    Outcome.Refused refused() {
        return refused;
    }
}
