package dev.payonce.idempotency;

/** Thrown by the work of an operation where the business state forbids it: the work is taken back, the refusal remembered. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome.Refused refused;

    public Refusal(Outcome.Refused refused) {
        super(refused.problem(), null, false, false);
        this.refused = refused;
    }

    Outcome.Refused refused() {
        return refused;
    }
}
