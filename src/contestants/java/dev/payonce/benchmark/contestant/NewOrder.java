package dev.payonce.benchmark.contestant;

import dev.payonce.idempotency.http.Answers;
import dev.payonce.order.Order;
import dev.payonce.order.OrderRequest;
import dev.payonce.order.OrderStatus;
import java.time.Instant;
import java.util.UUID;

/** The order that a request asks for, as the contestants make it. */
final class NewOrder {

    private NewOrder() {}

    static Order of(UUID id, OrderRequest request, Instant createdAt, Answers answers) {
        long total = request.items().stream()
                .mapToLong(item -> item.quantity() * item.unitPrice())
                .sum();
        return new Order(
                id,
                OrderStatus.OPEN,
                request.customer(),
                request.currency(),
                total,
                0,
                answers.write(request.items()),
                request.reference(),
                request.note(),
                request.metadata() == null ? null : answers.write(request.metadata()),
                createdAt);
    }
}
