package dev.payonce.event;

import java.util.Arrays;
import java.util.Optional;

/** What can happen. */
public enum EventType {
    ORDER_CREATED("order.created"),
    ORDER_CANCELLED("order.cancelled"),
    PAYMENT_SUCCEEDED("payment.succeeded"),
    PAYMENT_FAILED("payment.failed"),
    REFUND_SUCCEEDED("refund.succeeded"),
    REFUND_FAILED("refund.failed"),
    TRANSFER_CREATED("transfer.created");

    private final String text;

    EventType(String text) {
        this.text = text;
    }

    /** As callers and the database write it. */
    public String text() {
        return text;
    }

    /** The type that is written so, if any is. */
    public static Optional<EventType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /** All of them as they are written, for people. */
    public static String all() {
        return String.join(", ", Arrays.stream(values()).map(EventType::text).toList());
    }
}
