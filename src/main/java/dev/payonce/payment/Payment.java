package dev.payonce.payment;

import dev.payonce.http.Problem;
import dev.payonce.http.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A payment, as callers see it. Its id is also the reference under which the gateway knows it.
 *
 * @param amount minor units
 * @param amountRefunded minor units that executed refunds gave back
 * @param failureCode why it failed, or null
 * @param gatewayReference the gateway's id of the charge, or null until it succeeded
 */
@RegisterForReflection
public record Payment(
        UUID id,
        UUID orderId,
        PaymentStatus status,
        long amount,
        String currency,
        String paymentMethod,
        long amountRefunded,
        String failureCode,
        String gatewayReference,
        Instant createdAt) {

    /** The path of a payment. */
    public static String path(UUID id) {
        return "/v1/payments/" + id;
    }

    /**
     * Why this payment cannot be refunded like that, if it cannot.
     *
     * @param wanted minor units, or null for all that remains
     * @param remaining minor units that no refund, pending ones included, has taken yet
     */
    public Optional<Problem> whyNotRefundable(Long wanted, long remaining) {
        if (status != PaymentStatus.SUCCEEDED) {
            return Optional.of(Problem.of(
                    ProblemType.PAYMENT_NOT_REFUNDABLE,
                    "Only a SUCCEEDED payment can be refunded; this one is " + status + "."));
        }
        if (wanted == null && remaining == 0) {
            return Optional.of(
                    Problem.of(ProblemType.PAYMENT_NOT_REFUNDABLE, "Nothing of this payment remains to be refunded."));
        }
        if (wanted != null && wanted > remaining) {
            return Optional.of(Problem.of(
                            ProblemType.REFUND_EXCEEDS_REMAINING,
                            "Refunds, pending ones included, cannot give back more than was captured.")
                    .with("remaining", remaining));
        }
        return Optional.empty();
    }

    Payment succeeded(String reference) {
        return new Payment(
                id,
                orderId,
                PaymentStatus.SUCCEEDED,
                amount,
                currency,
                paymentMethod,
                amountRefunded,
                null,
                reference,
                createdAt);
    }
}
