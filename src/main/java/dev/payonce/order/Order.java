package dev.payonce.order;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.payonce.http.Problem;
import dev.payonce.http.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

        String reference,
        String note,

        @JsonRawValue @Schema(type = SchemaType.OBJECT, implementation = Map.class, nullable = true)
        String metadata,

        Instant createdAt) {

    /** The path of an order. */
    public static String path(UUID id) {
        return "/v1/orders/" + id;
    }

    /** Whether this order belongs into a list of that status; null is the list of all. */
    boolean isOf(OrderStatus wanted) {
        return wanted == null || wanted == status;
    }

    /** Why this order cannot be paid like that, if it cannot. */
    public Optional<Problem> whyNotPayable(long amount, String orderCurrency) {
        if (status == OrderStatus.PAYMENT_PENDING) {
            return Optional.of(Problem.of(
                    ProblemType.PAYMENT_PENDING,
                    "A payment of this order is undecided. Until it is decided, no other can begin."));
        }
        if (status != OrderStatus.OPEN) {
            return Optional.of(Problem.of(
                    ProblemType.ORDER_NOT_PAYABLE, "Only an OPEN order can be paid; this one is " + status + "."));
        }
        if (amount != total || !currency.equals(orderCurrency)) {
            return Optional.of(Problem.of(
                    ProblemType.AMOUNT_MISMATCH,
                    "An order is paid in full: " + total + " " + currency + " in minor units."));
        }
        return Optional.empty();
    }

    /** Why this order cannot be cancelled, if it cannot. Cancelling a cancelled one changes nothing, and is fine. */
    Optional<Problem> whyNotCancellable() {
        return switch (status) {
            case OPEN, CANCELLED -> Optional.empty();
            case PAYMENT_PENDING, PAID, PARTIALLY_REFUNDED, REFUNDED ->
                Optional.of(Problem.of(
                        ProblemType.ORDER_NOT_CANCELLABLE,
                        "Only an OPEN order can be cancelled; this one is " + status + "."));
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
