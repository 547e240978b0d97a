package dev.payonce.receipt;

import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.PathField;
import java.util.UUID;

/** What counts as the same receipt. */
public final class ReceiptOperations {

    public static final OperationKind<ReceiptRequest> SEND = new OperationKind<>(
            "receipt.send",
            "POST /v1/orders/{id}/receipts",
            ReceiptRequest.class,
            "the order is paid; else the light path, guarded by Redis alone",
            new PathField("order", UUID.class, "Another order's receipt."));

    private ReceiptOperations() {}
}
