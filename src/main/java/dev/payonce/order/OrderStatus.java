package dev.payonce.order;

/** The life of an order. {@code OPEN} is the only state that can be paid, and the only one that can be cancelled. */
public enum OrderStatus {
    OPEN,
    PAYMENT_PENDING,
    PAID,
    PARTIALLY_REFUNDED,
    REFUNDED,
    CANCELLED
}
