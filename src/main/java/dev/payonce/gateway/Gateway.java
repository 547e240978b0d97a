package dev.payonce.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.UUID;

/**
 * The payment gateway, as the rest of the application sees it. Every call carries our own payment or refund id as its
 * {@code reference}, which is the gateway's idempotency key; never the client's key.
 *
 * <p>No call about a reference fails: whatever goes wrong on the way is an outcome. No call is repeated in here, and none is made while
 * a database transaction is open.
 */
public interface Gateway {

    /** Charges {@code amount} minor units to {@code paymentMethod}, in favour of {@code account}, the merchant. */
    Uni<GatewayOutcome> charge(UUID reference, UUID account, long amount, String currency, String paymentMethod);

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

    /**
     * What really moved for {@code account} from {@code from} (inclusive) to {@code to} (exclusive) by the gateway's clock, in the
     * {@linkplain StatementEntry#REFERENCE_ORDER order of the references}, so that it can be merged with our books in one
     * pass. Read page by page as it is consumed: memory stays bounded.
     *
     * <p>Fails with {@link StatementUnavailableException} where a page cannot be had or is not in order; what was
     * delivered before is then incomplete.
     */
    Multi<StatementEntry> statement(UUID account, Instant from, Instant to);
}
