package dev.payonce.refund;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Outcome;
import dev.payonce.payment.PaymentStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A refund, as callers see it. Its id is also the reference under which the gateway knows it.
 *
 * @param amount minor units; for FULL what remained when it was first executed
 * @param failureCode why it failed, or null
 * @param createdAt null only in an answer that is not told yet
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
        @Schema(nullable = true) String reference,
        @Schema(nullable = true) String failureCode,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant createdAt) {

    /** The path of a refund. */
    public static String path(UUID id) {
        return "/v1/refunds/" + id;
    }

    /** A refund that was just begun. */
    static Refund pending(Intent intent, UUID payment, RefundRequest request, Outcome.Claimed claimed) {
        return new Refund(
                intent.operationId(),
                payment,
                UUID.fromString((String) claimed.members().get("orderId")),
                request.kind(),
                PaymentStatus.PENDING,
                ((Number) claimed.members().get("amount")).longValue(),
                (String) claimed.members().get("currency"),
                request.reference(),
                null,
                claimed.createdAt());
    }

    /** This refund as it is stored in its answer, without its time. */
    Refund succeeded() {
        return new Refund(
                id, paymentId, orderId, kind, PaymentStatus.SUCCEEDED, amount, currency, reference, null, null);
    }
}
