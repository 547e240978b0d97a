package dev.payonce.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.client.Action;
import dev.payonce.client.Answer;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A merchant's clients: makes intents, and sends them by the contract's rules until they are decided. */
final class Shop {

    /** How long an operation may stay undecided before the harness calls it lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final AtomicInteger number = new AtomicInteger();
    private final String user;
    private final PayonceClient client;

    Shop(String user, PayonceClient client) {
        this.user = user;
        this.client = client;
    }

    PayonceClient client() {
        return client;
    }

    Intent order(long amount) {
        ObjectNode payload = Lab.JSON.createObjectNode();
        payload.put("customer", user);
        payload.put("currency", "EUR");
        payload.putArray("items")
                .addObject()
                .put("sku", "tea")
                .put("quantity", 1)
                .put("unitPrice", amount);
        payload.put("reference", user + "-" + number.incrementAndGet());
        return client.intent(user, Action.ORDER_CREATE, payload);
    }

    Intent cancel(String order) {
        return client.intent(
                user, Action.ORDER_CANCEL, Lab.JSON.createObjectNode().put("order", order));
    }

    Intent payment(String order, long amount, String method) {
        return client.intent(
                user,
                Action.PAYMENT_CREATE,
                Lab.JSON
                        .createObjectNode()
                        .put("order", order)
                        .put("amount", amount)
                        .put("currency", "EUR")
                        .put("paymentMethod", method));
    }

    /** A refund of a part, or of all that remains if the amount is 0. */
    Intent refund(String payment, long amount) {
        ObjectNode payload = Lab.JSON.createObjectNode().put("payment", payment);
        if (amount == 0) {
            payload.put("kind", "FULL");
        } else {
            payload.put("kind", "PARTIAL").put("amount", amount);
        }
        payload.put("reference", user + "-" + number.incrementAndGet());
        return client.intent(user, Action.REFUND_CREATE, payload);
    }

    Intent transfer(long amount) {
        return client.intent(
                user,
                Action.TRANSFER_CREATE,
                Lab.JSON
                        .createObjectNode()
                        .put("recipient", "somebody")
                        .put("amount", amount)
                        .put("currency", "EUR")
                        .put("reference", user + "-" + number.incrementAndGet()));
    }

    Intent receipt(String order) {
        return client.intent(
                user,
                Action.RECEIPT_SEND,
                Lab.JSON.createObjectNode().put("order", order).put("email", user + "@example.org"));
    }

    /** What an intent came to: the resource, or the problem that decided it. */
    record Decided(boolean done, int status, ObjectNode body) {
        String id() {
            return body.path("id").asText();
        }
    }

    /** Sends until it is decided, however often a client has to come back for that. */
    Decided decide(Intent intent) {
        return decide(client, intent);
    }

    static Decided decide(PayonceClient client, Intent intent) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Answer answer = client.send(intent);
                return new Decided(true, answer.status(), answer.body());
            } catch (PayonceException e) {
                if (e.code() == PayonceException.Code.FAILED) {
                    return new Decided(false, e.status(), e.problem().orElseThrow());
                }
                if (e.code() != PayonceException.Code.GAVE_UP || System.nanoTime() > deadline) {
                    throw new AssertionError(intent.spec() + " under " + intent.key() + " is not decided", e);
                }
                // Walking away for a lease lets recovery settle what would otherwise be carried on again and again.
                Await.pause(Duration.ofMillis(3500));
            }
        }
    }

    /** What one sending hears, whatever it is; 0 if nothing. */
    int statusOf(Intent intent) {
        try {
            return client.send(intent).status();
        } catch (PayonceException e) {
            return e.status();
        }
    }

    /** An order that is paid, and its payment. */
    Decided paid(long amount, String method) {
        Decided order = decide(order(amount));
        Decided payment = decide(payment(order.id(), amount, method));
        if (!payment.done()) {
            throw new AssertionError("not paid: " + payment);
        }
        return payment;
    }
}
