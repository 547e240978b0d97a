package dev.payonce.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One side's view of one reference.
 *
 * @param type CHARGE or REFUND
 * @param status what that side says became of it
 * @param amount minor units
 */
@RegisterForReflection
public record Movement(String type, String status, long amount, String currency) {

    static final String SUCCEEDED = "SUCCEEDED";

    boolean sameMoney(Movement other) {
        return type.equals(other.type) && amount == other.amount && currency.equals(other.currency);
    }
}
