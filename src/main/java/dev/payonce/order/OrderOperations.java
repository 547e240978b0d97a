package dev.payonce.order;

import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.PathField;
import java.util.UUID;

/** What counts as the same operation on an order. */
public final class OrderOperations {

    public static final OperationKind<OrderRequest> CREATE =
            new OperationKind<>("order.create", "POST /v1/orders", OrderRequest.class, "reference unique per merchant");

    public static final OperationKind<CancelRequest> CANCEL = new OperationKind<>(
            "order.cancel",
            "POST /v1/orders/{id}/cancel",
            CancelRequest.class,
            "only an OPEN order; cancelling a cancelled one is a 200 no-op",
            new PathField("order", UUID.class, "Another order."));

    private OrderOperations() {}
}
