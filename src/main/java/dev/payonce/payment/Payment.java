package dev.payonce.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A payment, as callers see it. Its id is also the reference under which the gateway knows it.
 *
 * @param amount minor units
 * @param amountRefunded minor units that executed refunds gave back
 * @param failureCode why it failed, or null
 * @param gatewayReference the gateway's id of the charge, or null until it succeeded
 * @param createdAt null only in an answer that is not told yet
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
        @Schema(nullable = true) String failureCode,
        @Schema(nullable = true) String gatewayReference,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant createdAt) {

    /** The path of a payment. */
    public static String path(UUID id) {
        return "/v1/payments/" + id;
    }

    /** A payment that was just begun. */
    static Payment pending(Intent intent, UUID order, PaymentRequest request, Outcome.Claimed claimed) {
        return new Payment(
                intent.operationId(),
                order,
                PaymentStatus.PENDING,
                request.amount(),
                request.currency(),
                request.paymentMethod(),
                0,
                null,
                null,
                claimed.createdAt());
    }

    /** This payment as it is stored in its answer, without its time. */
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
                null);
    }
}
