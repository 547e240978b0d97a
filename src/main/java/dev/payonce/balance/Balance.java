package dev.payonce.balance;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One currency's balance, all in minor units; {@code captured = refunded + transferred + available}, always.
 *
 * @param captured what succeeded payments brought in
 * @param refunded what refunds gave back, pending ones included: their money is spoken for
 * @param transferred what transfers paid out
 * @param available what is left; never below zero
 */
@RegisterForReflection
public record Balance(String currency, long captured, long refunded, long transferred, long available) {}
