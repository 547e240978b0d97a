package dev.payonce.refund;

import dev.payonce.idempotency.Field;
import dev.payonce.idempotency.Operation;

/** What counts as the same refund. */
public final class RefundOperations {

    public static final Operation<RefundRequest> CREATE = new Operation<>(
            "refund.create",
            "POST /v1/payments/{id}/refunds",
            RefundRequest.class,
            "sum of refunds (pending too) never above the captured amount; reference unique per payment",
            new Field("payment", true, "Refunding another payment is another refund."));

    private RefundOperations() {}
}
