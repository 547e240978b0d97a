package dev.payonce.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of telling an endpoint of an event, as callers see it.
 *
 * @param eventId also the delivery's {@code webhook-id}
 * @param attempts how many were made; the last of them may be under way
 * @param createdAt when the first one was due
 * @param nextAttemptAt null unless it is PENDING
 * @param responseStatus what the receiver answered to the last attempt, or null where it did not
 * @param failure why the last attempt failed, or null
 */
@RegisterForReflection
public record WebhookDelivery(
        UUID eventId,
        String type,
        DeliveryStatus status,
        int attempts,
        Instant createdAt,
        @Schema(nullable = true) Instant lastAttemptAt,
        @Schema(nullable = true) Instant nextAttemptAt,

        @Schema(nullable = true, description = "What the receiver answered to the last attempt, or null.")
        Integer responseStatus,

        @Schema(nullable = true) String failure) {}
