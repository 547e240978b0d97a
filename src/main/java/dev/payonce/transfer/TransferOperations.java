package dev.payonce.transfer;

import dev.payonce.idempotency.OperationKind;

/** What counts as the same transfer. */
public final class TransferOperations {

    public static final OperationKind<TransferRequest> CREATE = new OperationKind<>(
            "transfer.create",
            "POST /v1/transfers",
            TransferRequest.class,
            "reference unique per merchant; balance never below zero");

    private TransferOperations() {}
}
