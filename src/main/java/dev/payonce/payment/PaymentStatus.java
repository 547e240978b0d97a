package dev.payonce.payment;

/** The life of a payment, and of a refund: undecided, then one of two ends. */
public enum PaymentStatus {
    PENDING,
    SUCCEEDED,
    FAILED
}
