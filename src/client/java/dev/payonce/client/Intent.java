package dev.payonce.client;

/** One intent, with its one key; made by {@link PayonceClient#intent} alone. Several threads may send it at once. */
public final class Intent {
    private final Spec spec;
    private volatile IntentRecord record;
    private volatile boolean resumed;
    private volatile boolean sent;

    Intent(Spec spec, IntentRecord record, boolean resumed) {
        this.spec = spec;
        this.record = record;
        this.resumed = resumed;
    }

    public Spec spec() {
        return spec;
    }

    public String id() {
        return spec.id();
    }

    public String key() {
        return record.key();
    }

    /** Whether its key was found, and may have been sent before. */
    public boolean resumed() {
        return resumed;
    }

    IntentRecord record() {
        return record;
    }

    boolean sent() {
        return sent;
    }

    void markSent() {
        sent = true;
    }

    /** Takes over another's key for the same intent; its own was never sent. */
    void adopt(IntentRecord standing) {
        record = standing;
        resumed = true;
    }

    boolean mayHaveHadItsEffect() {
        return sent || resumed;
    }
}
