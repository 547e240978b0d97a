package dev.payonce.transfer;

/** A transfer moves money within our own books, so it is decided in the statement that makes it. */
public enum TransferStatus {
    SUCCEEDED
}
