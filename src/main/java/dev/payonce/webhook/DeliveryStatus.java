package dev.payonce.webhook;

/** What became of a delivery. {@code DEAD} was attempted for three days, and is attempted no more. */
public enum DeliveryStatus {
    PENDING,
    DELIVERED,
    DEAD
}
