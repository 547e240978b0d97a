package dev.payonce.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What is sent where, and what of it is noise: the contract's table. Ids in a path are taken out of the payload. */
public enum Action {
    ORDER_CREATE("order.create", "/v1/orders", Set.of("note", "metadata"), Set.of("items")),
    ORDER_CANCEL("order.cancel", "/v1/orders/{order}/cancel", Set.of("reason"), Set.of()),
    PAYMENT_CREATE("payment.create", "/v1/orders/{order}/payments", Set.of("description", "metadata"), Set.of()),
    REFUND_CREATE("refund.create", "/v1/payments/{payment}/refunds", Set.of("reason", "metadata"), Set.of()),
    TRANSFER_CREATE("transfer.create", "/v1/transfers", Set.of("memo", "metadata"), Set.of()),
    RECEIPT_SEND("receipt.send", "/v1/orders/{order}/receipts", Set.of(), Set.of());

    private static final Set<String> ALWAYS_NOISE = Set.of("clientNonce", "clientTimestamp");

    private final String wire;
    private final String path;
    private final Set<String> noise;
    private final Set<String> unordered;

    Action(String wire, String path, Set<String> noise, Set<String> unordered) {
        this.wire = wire;
        this.path = path;
        this.noise = noise;
        this.unordered = unordered;
    }

    public static Optional<Action> named(String wire) {
        return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
    }

    /** The operation's name, as {@code GET /v1/semantics} has it. */
    public String wire() {
        return wire;
    }

    /** With {@code {name}} for ids. */
    String path() {
        return path;
    }

    boolean isNoise(String field) {
        return noise.contains(field) || ALWAYS_NOISE.contains(field);
    }

    /** Whether the field is a list whose order does not count. */
    boolean isUnordered(String field) {
        return unordered.contains(field);
    }
}
