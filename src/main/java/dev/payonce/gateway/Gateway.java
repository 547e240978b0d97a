package dev.payonce.gateway;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/**
 * The payment gateway, as the rest of the application sees it. Every call carries our own payment or refund id as its
 * {@code reference}, which is the gateway's idempotency key; never the client's key.
 *
 * <p>No call fails: whatever goes wrong on the way is an outcome. No call is repeated in here, and none is made while
 * a database transaction is open.
 */
public interface Gateway {

    /** Charges {@code amount} minor units to {@code paymentMethod}. */
    Uni<GatewayOutcome> charge(UUID reference, long amount, String currency, String paymentMethod);

    /** Gives back {@code amount} minor units of the charge made under the reference {@code charge}. */
    Uni<GatewayOutcome> refund(UUID reference, UUID charge, long amount, String currency);

    /**
     * Asks what became of a reference. {@code amount} and {@code currency} are what we asked for: an answer that names
     * others is {@link GatewayOutcome.Unknown}.
     */
    Uni<GatewayOutcome> inquire(UUID reference, long amount, String currency);

    /**
     * Bars a reference from ever executing, atomically at the gateway, and answers what it is then: {@code Barred}
     * where nothing had happened, else what had.
     */
    Uni<GatewayOutcome> bar(UUID reference, long amount, String currency);
}
