package dev.payonce.transfer;

import dev.payonce.idempotency.Operation;

/** What counts as the same transfer. */
public final class TransferOperations {

    public static final Operation<TransferRequest> CREATE = new Operation<>(
            "transfer.create",
            "POST /v1/transfers",
            TransferRequest.class,
            "reference unique per merchant; balance never below zero");

    private TransferOperations() {}
}
