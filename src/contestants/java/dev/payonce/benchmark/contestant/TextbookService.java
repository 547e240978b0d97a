package dev.payonce.benchmark.contestant;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.http.Answers;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.order.Order;
import dev.payonce.order.OrderRequest;
import dev.payonce.payment.Payment;
import dev.payonce.payment.PaymentRequest;
import dev.payonce.payment.PaymentStatus;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Idempotency as it is usually written: look the key up, insert it, do the work with entities, note the answer in the
 * key, commit. The unique constraint has the last word on who was first; whoever loses is told to come again.
 */
@ApplicationScoped
class TextbookService {

    /** Over how many rows a merchant's takings are spread, as in payonce. */
    private static final int SHARDS = 32;

    private final Gateway gateway;
    private final Answers answers;

    TextbookService(Gateway gateway, Answers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    @WithTransaction
    Uni<Result> place(Intent intent, OrderRequest request) {
        return once(intent, now -> {
            Order order = NewOrder.of(intent.operationId(), request, now, answers);
            return new TextbookOrder(intent.merchant(), order)
                    .persist()
                    .replaceWith(() -> answers.of(201, order, Order.path(order.id())));
        });
    }

    @WithTransaction
    Uni<Result> pay(Intent intent, UUID orderId, PaymentRequest request) {
        return once(
                intent,
                now -> TextbookOrder.<TextbookOrder>findById(orderId, LockModeType.PESSIMISTIC_WRITE)
                        .chain(order -> charge(intent, order, request, now)));
    }

    private Uni<Result> once(Intent intent, Function<Instant, Uni<Answer>> work) {
        // As precise as the database keeps it.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return TextbookKey.<TextbookKey>findById(new TextbookKey.Id(intent.merchant(), intent.key()))
                .chain(standing -> standing != null
                        ? Uni.createFrom().item(replay(intent, standing))
                        : new TextbookKey(intent, now)
                                .<TextbookKey>persistAndFlush()
                                .chain(key -> work.apply(now)
                                        .invoke(answer -> key.succeed(answer, now))
                                        .map(answer -> Result.executed(intent.operationId(), answer))));
    }

    private static Result replay(Intent intent, TextbookKey standing) {
        return standing.isOf(intent)
                ? Result.replayed(standing.operationId, standing.answer(), standing.requestId)
                : Result.mismatch(standing.operationId, List.of());
    }

    private Uni<Answer> charge(Intent intent, TextbookOrder order, PaymentRequest request, Instant now) {
        if (order == null
                || !order.merchantId.equals(intent.merchant())
                || !order.status.equals("OPEN")
                || order.total != request.amount()
                || !order.currency.equals(request.currency())) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            Problem.of(ProblemType.ORDER_NOT_PAYABLE, "This order cannot be paid like that.")));
        }
        Payment pending = new Payment(
                intent.operationId(),
                order.id,
                PaymentStatus.PENDING,
                request.amount(),
                request.currency(),
                request.paymentMethod(),
                0,
                null,
                null,
                now);
        var payment = new TextbookPayment(
                intent.merchant(),
                pending,
                request.description(),
                request.metadata() == null ? null : answers.write(request.metadata()));
        order.status = "PAYMENT_PENDING";
        return payment.<TextbookPayment>persistAndFlush()
                .chain(() -> gateway.charge(
                        payment.id, intent.merchant(), payment.amount, payment.currency, payment.paymentMethod))
                .chain(outcome -> book(payment, order, pending, outcome, now));
    }

    private Uni<Answer> book(
            TextbookPayment payment, TextbookOrder order, Payment pending, GatewayOutcome outcome, Instant now) {
        if (!(outcome instanceof GatewayOutcome.Executed executed)) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            Problem.of(ProblemType.GATEWAY_UNAVAILABLE, "The gateway did not execute it.")));
        }
        payment.status = "SUCCEEDED";
        payment.gatewayReference = executed.gatewayReference();
        order.status = "PAID";
        Payment succeeded = new Payment(
                payment.id,
                payment.orderId,
                PaymentStatus.SUCCEEDED,
                payment.amount,
                payment.currency,
                payment.paymentMethod,
                0,
                null,
                payment.gatewayReference,
                now);
        return new TextbookEntry(payment, now)
                .persist()
                .chain(() -> take(payment))
                .replaceWith(() -> answers.of(201, succeeded, Payment.path(pending.id())));
    }

    /** An entity cannot be inserted or raised in one go, so this is a native query, as people write it. */
    private static Uni<Integer> take(TextbookPayment payment) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                        INSERT INTO captured AS c (merchant_id, currency, shard, amount) VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (merchant_id, currency, shard) DO UPDATE SET amount = c.amount + excluded.amount
                        """)
                        .setParameter(1, payment.merchantId)
                        .setParameter(2, payment.currency)
                        .setParameter(3, Math.floorMod(payment.id.hashCode(), SHARDS))
                        .setParameter(4, payment.amount)
                        .executeUpdate());
    }
}
