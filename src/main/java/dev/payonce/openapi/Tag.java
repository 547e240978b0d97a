package dev.payonce.openapi;

import java.util.List;
import java.util.stream.Stream;

/** What an operation is about. It shows in the path: the last part of it that is one of these. */
enum Tag {
    ORDERS("orders", "What a customer owes."),
    PAYMENTS("payments", "Charges of an order's total through the gateway."),
    REFUNDS("refunds", "What is given back of a payment."),
    TRANSFERS("transfers", "What is paid out of the balance."),
    RECEIPTS("receipts", "Letters about paid orders."),
    BALANCES("balances", "What is there, by currency."),
    EVENTS("events", "What happened, in its order."),
    WEBHOOK_ENDPOINTS("webhook-endpoints", "Who is told of events."),
    OPERATIONS("operations", "What stands under an idempotency key."),
    SEMANTICS("semantics", "What counts as the same operation."),
    RECONCILIATION("reconciliation", "Our books against the gateway's statement."),
    MERCHANTS("merchants", "For whoever runs the installation."),
    API_KEYS("api-keys", "What a merchant authenticates with.");

    private final String part;
    final String description;

    Tag(String part, String description) {
        this.part = part;
        this.description = description;
    }

    /** As it is shown. */
    String title() {
        String words = part.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The build fails for a route that is about none of these. */
    static Tag of(String route) {
        List<String> parts = List.of(route.split("/"));
        return Stream.of(values())
                .filter(tag -> parts.contains(tag.part))
                .reduce((one, other) -> parts.lastIndexOf(one.part) > parts.lastIndexOf(other.part) ? one : other)
                .orElseThrow(() -> new IllegalStateException(route + " is about nothing in " + Tag.class));
    }
}
