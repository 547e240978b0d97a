package dev.payonce.idempotency;

import java.time.Instant;
import java.util.Map;

/** What came of calling a rule, a function of the database: the SQL type {@code outcome}. */
public sealed interface Outcome {

    /**
     * The call claimed its key and took effect.
     *
     * @param createdAt the claim's time, which is that of what it created
     * @param members what only the database knew, by name
     */
    record Claimed(Instant createdAt, Map<String, Object> members) implements Outcome {}

    /** The call decided a key that was claimed before, at {@code createdAt}, and took effect. */
    record Settled(Instant createdAt) implements Outcome {}

    /**
     * The business state forbids it: nothing was changed, nothing was claimed.
     *
     * @param problem the kind of problem, for instance {@code order-not-payable}
     * @param detail one sentence for a developer
     * @param members what the problem document says besides
     */
    record Refused(String problem, String detail, Map<String, Object> members) implements Outcome {}

    /** The key belongs to an earlier request or, where a claim was to be settled, to a later owner; nothing was changed. */
    record Standing(KeyRecord record) implements Outcome {}
}
