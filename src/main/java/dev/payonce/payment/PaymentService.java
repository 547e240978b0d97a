package dev.payonce.payment;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.http.Answers;
import dev.payonce.http.Problem;
import dev.payonce.http.ProblemType;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Operation;
import dev.payonce.idempotency.Result;
import dev.payonce.order.Order;
import dev.payonce.order.Orders;
import dev.payonce.settlement.Effect;
import dev.payonce.settlement.Settlement;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Pays orders. */
@ApplicationScoped
class PaymentService implements Effect<Payment> {

    private final Settlement settlement;
    private final PaymentStore store;
    private final Payments payments;
    private final Orders orders;
    private final Gateway gateway;
    private final Answers answers;

    PaymentService(
            Settlement settlement,
            PaymentStore store,
            Payments payments,
            Orders orders,
            Gateway gateway,
            Answers answers) {
        this.settlement = settlement;
        this.store = store;
        this.payments = payments;
        this.orders = orders;
        this.gateway = gateway;
        this.answers = answers;
    }

    Uni<Result> pay(Intent intent, UUID order, PaymentRequest request) {
        String metadata = request.metadata() == null ? null : answers.write(request.metadata());
        return settlement.execute(
                intent,
                this,
                () -> store.begin(intent, order, request, metadata),
                () -> refusal(intent, order, request));
    }

    private Uni<Answer> refusal(Intent intent, UUID id, PaymentRequest request) {
        return orders.byId(intent.merchant(), id)
                .map(order -> order == null
                        ? answers.notFound("order", intent.requestId())
                        : order.whyNotPayable(request.amount(), request.currency())
                                .map(problem -> answers.refusal(problem, Order.path(id), intent.requestId()))
                                .orElse(null));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return settlement.standing(intent, this);
    }

    @Override
    public Operation<?> operation() {
        return PaymentOperations.CREATE;
    }

    @Override
    public Uni<Payment> load(Claim claim) {
        return payments.byId(claim.merchant(), claim.operationId());
    }

    @Override
    public Uni<GatewayOutcome> send(Claim claim, Payment payment) {
        return gateway.charge(
                payment.id(), claim.merchant(), payment.amount(), payment.currency(), payment.paymentMethod());
    }

    @Override
    public Uni<GatewayOutcome> inquire(Payment payment) {
        return gateway.inquire(payment.id(), payment.amount(), payment.currency());
    }

    @Override
    public Uni<GatewayOutcome> bar(Payment payment) {
        return gateway.bar(payment.id(), payment.amount(), payment.currency());
    }

    @Override
    public Answer pending(Payment payment) {
        return answers.of(202, payment, Payment.path(payment.id()));
    }

    @Override
    public Uni<Answer> bookExecuted(Claim claim, Payment payment, String gatewayReference) {
        Payment succeeded = payment.succeeded(gatewayReference);
        return store.succeed(claim, succeeded, answers.of(201, succeeded, Payment.path(payment.id())));
    }

    @Override
    public Uni<Answer> bookFailed(Claim claim, Payment payment, String failureCode) {
        Problem declined = Problem.of(ProblemType.PAYMENT_DECLINED, "Nothing was charged, and the order is open again.")
                .with("failureCode", failureCode);
        return store.fail(
                claim, payment, failureCode, answers.refusal(declined, Payment.path(payment.id()), claim.requestId()));
    }
}
