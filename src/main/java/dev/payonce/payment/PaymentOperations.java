package dev.payonce.payment;

import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.PathField;
import java.util.UUID;

/** What counts as the same payment. */
public final class PaymentOperations {

    public static final OperationKind<PaymentRequest> CREATE = new OperationKind<>(
                    "payment.create",
                    "POST /v1/orders/{id}/payments",
                    PaymentRequest.class,
                    "at most one payment pending or succeeded per order; amount and currency are the order's",
                    new PathField("order", UUID.class, "Paying another order is another payment."))
            .withIdsFromKeys();

    private PaymentOperations() {}
}
