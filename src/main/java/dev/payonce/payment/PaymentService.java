package dev.payonce.payment;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Effect;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.Outcome;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.ThreePhase;
import dev.payonce.idempotency.http.Answers;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Pays orders, by the rules of {@code db/rules/R__3_payments.sql}. */
@ApplicationScoped
class PaymentService implements Effect<Payment, GatewayOutcome> {

    private final ThreePhase phases;
    private final PaymentStore store;
    private final Payments payments;
    private final Gateway gateway;
    private final Answers answers;

    PaymentService(ThreePhase phases, PaymentStore store, Payments payments, Gateway gateway, Answers answers) {
        this.phases = phases;
        this.store = store;
        this.payments = payments;
        this.gateway = gateway;
        this.answers = answers;
    }

    Uni<Result> pay(Intent intent, UUID order, PaymentRequest request) {
        return phases.execute(
                intent,
                this,
                store.begin(intent, order, request),
                claimed -> Payment.pending(intent, order, request, claimed));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return phases.standing(intent, this);
    }

    @Override
    public OperationKind<?> operation() {
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
    public Answer answer(Claim claim, Payment payment, GatewayOutcome outcome) {
        String path = Payment.path(payment.id());
        return outcome instanceof GatewayOutcome.Executed executed
                ? answers.of(201, payment.succeeded(executed.gatewayReference()), path)
                : answers.refusal(
                        Problem.of(ProblemType.PAYMENT_DECLINED, "Nothing was charged, and the order is open again.")
                                .with("failureCode", outcome.failureCode()),
                        path,
                        claim.requestId());
    }

    @Override
    public Uni<Outcome> book(Claim claim, Payment payment, GatewayOutcome outcome, Answer answer) {
        return outcome instanceof GatewayOutcome.Executed executed
                ? store.book(claim, executed.gatewayReference(), answer)
                : store.fail(claim, payment.id(), outcome.failureCode(), answer);
    }
}
