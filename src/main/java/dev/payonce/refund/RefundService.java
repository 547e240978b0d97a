package dev.payonce.refund;

import dev.payonce.balance.Balances;
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
import dev.payonce.payment.Payment;
import dev.payonce.payment.Payments;
import dev.payonce.payment.Refundable;
import dev.payonce.settlement.Effect;
import dev.payonce.settlement.Settlement;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Refunds payments. */
@ApplicationScoped
class RefundService implements Effect<Refund> {

    private final Settlement settlement;
    private final RefundStore store;
    private final Refunds refunds;
    private final Payments payments;
    private final Balances balances;
    private final Gateway gateway;
    private final Answers answers;

    RefundService(
            Settlement settlement,
            RefundStore store,
            Refunds refunds,
            Payments payments,
            Balances balances,
            Gateway gateway,
            Answers answers) {
        this.settlement = settlement;
        this.store = store;
        this.refunds = refunds;
        this.payments = payments;
        this.balances = balances;
        this.gateway = gateway;
        this.answers = answers;
    }

    Uni<Result> refund(Intent intent, UUID payment, RefundRequest request) {
        String metadata = request.metadata() == null ? null : answers.write(request.metadata());
        return settlement.execute(
                intent,
                this,
                () -> store.begin(intent, payment, request, metadata),
                () -> refusal(intent, payment, request));
    }

    /** The reference is looked at first: a repetition under another key is a duplicate, whatever remains by now. */
    private Uni<Answer> refusal(Intent intent, UUID id, RefundRequest request) {
        return refunds.byReference(intent.merchant(), id, request.reference())
                .chain(earlier -> earlier != null
                        ? Uni.createFrom().item(answers.duplicate(Refund.path(earlier.id()), intent.requestId()))
                        : payments.refundable(intent.merchant(), id)
                                .chain(payment -> refusal(intent, payment, request)));
    }

    private Uni<Answer> refusal(Intent intent, Refundable refundable, RefundRequest request) {
        if (refundable == null) {
            return Uni.createFrom().item(answers.notFound("payment", intent.requestId()));
        }
        Payment payment = refundable.payment();
        String path = Payment.path(payment.id());
        var reason = payment.whyNotRefundable(request.amount(), refundable.remaining());
        if (reason.isPresent()) {
            return Uni.createFrom().item(answers.refusal(reason.get(), path, intent.requestId()));
        }
        long wanted = request.kind() == RefundKind.FULL ? refundable.remaining() : request.amount();
        return balances.whyNotCovered(intent.merchant(), payment.currency(), wanted)
                .map(problem -> problem == null ? null : answers.refusal(problem, path, intent.requestId()));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return settlement.standing(intent, this);
    }

    @Override
    public Operation<?> operation() {
        return RefundOperations.CREATE;
    }

    @Override
    public Uni<Refund> load(Claim claim) {
        return refunds.byId(claim.merchant(), claim.operationId());
    }

    @Override
    public Uni<GatewayOutcome> send(Claim claim, Refund refund) {
        return gateway.refund(refund.id(), refund.paymentId(), refund.amount(), refund.currency());
    }

    @Override
    public Uni<GatewayOutcome> inquire(Refund refund) {
        return gateway.inquire(refund.id(), refund.amount(), refund.currency());
    }

    @Override
    public Uni<GatewayOutcome> bar(Refund refund) {
        return gateway.bar(refund.id(), refund.amount(), refund.currency());
    }

    @Override
    public Answer pending(Refund refund) {
        return answers.of(202, refund, Refund.path(refund.id()));
    }

    @Override
    public Uni<Answer> bookExecuted(Claim claim, Refund refund, String gatewayReference) {
        return store.succeed(
                claim, refund, gatewayReference, answers.of(201, refund.succeeded(), Refund.path(refund.id())));
    }

    @Override
    public Uni<Answer> bookFailed(Claim claim, Refund refund, String failureCode) {
        Problem refused = Problem.of(ProblemType.REFUND_REFUSED, "Nothing was given back.")
                .with("failureCode", failureCode);
        return store.fail(
                claim, refund, failureCode, answers.refusal(refused, Refund.path(refund.id()), claim.requestId()));
    }
}
