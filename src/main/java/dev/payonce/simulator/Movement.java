package dev.payonce.simulator;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;

/**
 * What the simulator decided about a reference, as of {@code clock}, the database's time when it was read. A barred
 * reference has neither type nor money, and is nobody's.
 */
record Movement(
        UUID reference,
        UUID id,
        String type,
        UUID account,
        UUID charge,
        Long amount,
        String currency,
        String paymentMethod,
        Decision decision,
        String failureCode,
        OffsetDateTime executeAt,
        OffsetDateTime clock) {

    /** Made once and never changed. */
    enum Decision {
        ACCEPTED,
        REFUSED,
        BARRED
    }

    /** As the protocol calls it. */
    @RegisterForReflection
    enum Status {
        EXECUTED,
        REFUSED,
        UNDER_WAY,
        BARRED,
        NEVER_HEARD_OF,
        NOT_EXECUTED
    }

    static Movement of(Row row) {
        return new Movement(
                row.getUUID("reference"),
                row.getUUID("id"),
                row.getString("type"),
                row.getUUID("account"),
                row.getUUID("charge"),
                row.getLong("amount"),
                row.getString("currency"),
                row.getString("payment_method"),
                Decision.valueOf(row.getString("decision")),
                row.getString("failure_code"),
                row.getOffsetDateTime("execute_at"),
                row.getOffsetDateTime("clock"));
    }

    /** An accepted movement executes by itself, when the database's clock has come to its time. */
    Status status() {
        return switch (decision) {
            case ACCEPTED -> executeAt.isAfter(clock) ? Status.UNDER_WAY : Status.EXECUTED;
            case REFUSED -> Status.REFUSED;
            case BARRED -> Status.BARRED;
        };
    }

    /** How long the money still takes; not positive once it moved. */
    Duration remaining() {
        return Duration.between(clock, executeAt);
    }

    /** As it stands once the money has moved. */
    Movement whenDone() {
        boolean underWay = decision == Decision.ACCEPTED && executeAt.isAfter(clock);
        return underWay
                ? new Movement(
                        reference,
                        id,
                        type,
                        account,
                        charge,
                        amount,
                        currency,
                        paymentMethod,
                        decision,
                        failureCode,
                        executeAt,
                        executeAt)
                : this;
    }

    boolean isChargeInForce() {
        return "CHARGE".equals(type) && status() == Status.EXECUTED;
    }

    /** Whether this is what became of that very request. A bar is what became of every request. */
    boolean answers(ChargeRequest request) {
        return decision == Decision.BARRED
                || "CHARGE".equals(type)
                        && amount == request.amount()
                        && currency.equals(request.currency())
                        && paymentMethod.equals(request.paymentMethod());
    }

    /** Whether this is what became of that very request. A bar is what became of every request. */
    boolean answers(RefundRequest request) {
        return decision == Decision.BARRED
                || "REFUND".equals(type)
                        && amount == request.amount()
                        && currency.equals(request.currency())
                        && Objects.equals(charge, request.charge());
    }
}
