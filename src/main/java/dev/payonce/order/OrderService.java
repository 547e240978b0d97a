package dev.payonce.order;

import dev.payonce.http.Answers;
import dev.payonce.http.ProblemException;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/** Places and cancels orders. */
@ApplicationScoped
class OrderService {

    private static final BigInteger MAX_TOTAL = BigInteger.valueOf(999_999_999_999L);

    private final Idempotency idempotency;
    private final OrderStore store;
    private final Orders orders;
    private final Answers answers;

    OrderService(Idempotency idempotency, OrderStore store, Orders orders, Answers answers) {
        this.idempotency = idempotency;
        this.store = store;
        this.orders = orders;
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
                request.metadata() == null ? null : answers.write(request.metadata()),
                null); // the claim's time, which the database fills in
        Answer answer = answers.of(201, order, Order.path(order.id()));
        return idempotency.execute(intent, new Work() {
            @Override
            public Uni<Result> attempt() {
                return store.place(intent, order, answer);
            }

            @Override
            public Uni<Answer> refusal() {
                return orders.byReference(intent.merchant(), request.reference())
                        .onItem()
                        .ifNotNull()
                        .transform(earlier -> answers.duplicate(Order.path(earlier.id()), intent.requestId()));
            }
        });
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

    Uni<Result> cancel(Intent intent, UUID id) {
        return idempotency.execute(intent, new Work() {
            @Override
            public Uni<Result> attempt() {
                // Only an order's state ever changes, so the rest of the answer can be read before it is decided.
                return orders.byId(intent.merchant(), id)
                        .onItem()
                        .ifNotNull()
                        .transformToUni(
                                order -> store.cancel(intent, id, answers.of(200, order.cancelled(), Order.path(id))));
            }

            @Override
            public Uni<Answer> refusal() {
                return orders.byId(intent.merchant(), id)
                        .map(order -> order == null
                                ? answers.notFound("order", intent.requestId())
                                : order.whyNotCancellable()
                                        .map(problem -> answers.refusal(problem, Order.path(id), intent.requestId()))
                                        .orElse(null));
            }
        });
    }
}
