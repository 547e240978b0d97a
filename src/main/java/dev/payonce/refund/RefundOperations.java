package dev.payonce.refund;

import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.PathField;
import java.util.UUID;

/** What counts as the same refund. */
public final class RefundOperations {

    public static final OperationKind<RefundRequest> CREATE = new OperationKind<>(
                    "refund.create",
                    "POST /v1/payments/{id}/refunds",
                    RefundRequest.class,
                    "sum of refunds (pending too) never above the captured amount; reference unique per payment",
                    new PathField("payment", UUID.class, "Refunding another payment is another refund."))
            .withIdsFromKeys();

    private RefundOperations() {}
}
