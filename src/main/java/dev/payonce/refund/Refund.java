package dev.payonce.refund;

import dev.payonce.payment.PaymentStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A refund, as callers see it. Its id is also the reference under which the gateway knows it.
 *
 * @param amount minor units; for FULL what remained when it was first executed
 * @param failureCode why it failed, or null
 */
@RegisterForReflection
public record Refund(
        UUID id,
        UUID paymentId,
        UUID orderId,
        RefundKind kind,
        PaymentStatus status,
        long amount,
        String currency,
        String reference,
        String failureCode,
        Instant createdAt) {

    /** The path of a refund. */
    public static String path(UUID id) {
        return "/v1/refunds/" + id;
    }

    Refund succeeded() {
        return new Refund(
                id, paymentId, orderId, kind, PaymentStatus.SUCCEEDED, amount, currency, reference, null, createdAt);
    }
}
