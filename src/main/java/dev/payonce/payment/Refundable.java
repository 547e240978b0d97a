package dev.payonce.payment;

/**
 * A payment and what remains of it to be refunded.
 *
 * @param remaining minor units that no refund, pending ones included, has taken yet
 */
public record Refundable(Payment payment, long remaining) {}
