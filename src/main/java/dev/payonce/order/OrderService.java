package dev.payonce.order;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Outcome;
import dev.payonce.idempotency.Refusal;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.http.Answers;
import dev.payonce.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Places and cancels orders. */
@ApplicationScoped
class OrderService {

    private static final BigInteger MAX_TOTAL = BigInteger.valueOf(999_999_999_999L);

    private final Idempotency idempotency;
    private final OrderStore store;
    private final Answers answers;

    OrderService(Idempotency idempotency, OrderStore store, Answers answers) {
        this.idempotency = idempotency;
        this.store = store;
        this.answers = answers;
    }

    Uni<Result> place(Intent intent, OrderRequest request) {
        Order order = new Order(
                intent.operationId(),
                OrderStatus.OPEN,
                request.customer(),
                request.currency(),
                total(request.items()),
                0,
                answers.write(request.items()),
                request.reference(),
                request.note(),
                answers.writeOrNull(request.metadata()),
                null); // the claim's time, which only the database knows
        Answer answer = answers.of(201, order, Order.path(order.id()));
        return idempotency.execute(intent, answer, store.place(intent, order, answer));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return idempotency.standing(intent);
    }

    private static long total(List<OrderRequest.Item> items) {
        BigInteger total = items.stream()
                .map(item -> BigInteger.valueOf(item.quantity()).multiply(BigInteger.valueOf(item.unitPrice())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        if (total.compareTo(MAX_TOTAL) > 0) {
            throw ProblemException.invalid("items", "must not total more than " + MAX_TOTAL);
        }
        return total.longValueExact();
    }

    /** Cancels an order, or changes nothing where it is cancelled already. */
    Uni<Order> cancel(SqlConnection transaction, Intent intent, UUID id) {
        return store.lock(transaction, intent.merchant(), id)
                .invoke(OrderService::mustBeCancellable)
                .chain(order -> order.status() == OrderStatus.CANCELLED
                        ? Uni.createFrom().item(order)
                        : store.cancel(transaction, intent, id).replaceWith(order.cancelled()));
    }

    private static void mustBeCancellable(Order order) {
        if (order == null) {
            throw new Refusal("not-found", "There is no such order.");
        }
        if (!order.mayBeCancelled()) {
            throw new Refusal(new Outcome.Refused(
                    "order-not-cancellable",
                    "Only an OPEN order can be cancelled; this one is " + order.status() + ".",
                    Map.of("resource", Order.path(order.id()))));
        }
    }
}
