package dev.payonce.operation;

/** How an operation stands. EXPIRED was decided, too long ago to be answered again. */
public enum OperationStatus {
    PENDING,
    SUCCEEDED,
    FAILED,
    EXPIRED
}
