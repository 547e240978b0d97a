package dev.payonce.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order, as callers see it.
 *
 * @param total the sum of quantity times unit price over the items, minor units
 * @param amountRefunded minor units that executed refunds gave back
 * @param items a JSON array, kept as it was first given
 * @param metadata a JSON object, kept as it was first given, or null
 * @param createdAt null only in an answer that is not told yet
 */
@RegisterForReflection
public record Order(
        UUID id,
        OrderStatus status,
        String customer,
        String currency,
        long total,
        long amountRefunded,

        @JsonRawValue @Schema(implementation = OrderRequest.Item[].class)
        String items,

        @Schema(nullable = true) String reference,
        @Schema(nullable = true) String note,

        @JsonRawValue @Schema(type = SchemaType.OBJECT, implementation = Map.class, nullable = true)
        String metadata,

        @JsonInclude(JsonInclude.Include.NON_NULL) Instant createdAt) {

    /** The path of an order. */
    public static String path(UUID id) {
        return "/v1/orders/" + id;
    }

    /** Whether this order belongs into a list of that status; null is the list of all. */
    boolean isOf(OrderStatus wanted) {
        return wanted == null || wanted == status;
    }

    /** Whether it can be cancelled. Cancelling a cancelled one changes nothing, and is fine. */
    boolean mayBeCancelled() {
        return switch (status) {
            case OPEN, CANCELLED -> true;
            case PAYMENT_PENDING, PAID, PARTIALLY_REFUNDED, REFUNDED -> false;
        };
    }

    Order cancelled() {
        return new Order(
                id,
                OrderStatus.CANCELLED,
                customer,
                currency,
                total,
                amountRefunded,
                items,
                reference,
                note,
                metadata,
                createdAt);
    }
}
