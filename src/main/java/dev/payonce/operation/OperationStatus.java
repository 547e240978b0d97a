package dev.payonce.operation;

/**
 * How an operation stands. EXPIRED was decided, too long ago to be answered again; ABANDONED was given up before anything was
 * asked under its key.
 */
public enum OperationStatus {
    PENDING,
    SUCCEEDED,
    FAILED,
    EXPIRED,
    ABANDONED
}
