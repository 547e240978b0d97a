package dev.payonce.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One side's view of one reference.
 *
 * @param type CHARGE or REFUND
 * @param status what that side says became of it
 * @param amount minor units
 */
@RegisterForReflection
public record Movement(
        @Schema(enumeration = {"CHARGE", "REFUND"}) String type,

        @Schema(description = "What that side says became of it.")
        String status,

        long amount,
        String currency) {

    static final String SUCCEEDED = "SUCCEEDED";

    boolean sameMoney(Movement other) {
        return type.equals(other.type) && amount == other.amount && currency.equals(other.currency);
    }
}
