package dev.payonce.gateway;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * One movement of money on the gateway's statement.
 *
 * @param id the gateway's own id of the movement
 * @param reference our payment or refund id
 * @param amount minor units, positive for both types
 * @param executedAt by the gateway's clock
 */
@RegisterForReflection
public record StatementEntry(
        String id, Type type, UUID reference, long amount, String currency, String paymentMethod, Instant executedAt) {

    /** Which way the money went. */
    public enum Type {
        CHARGE,
        REFUND
    }

    /**
     * The statement's order: by reference as PostgreSQL orders uuid, byte by byte and unsigned. {@link UUID#compareTo}
     * compares signed halves and gives another order: merging by it would report matches as breaks.
     */
    public static final Comparator<UUID> REFERENCE_ORDER = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };
}
