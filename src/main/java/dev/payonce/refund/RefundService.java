package dev.payonce.refund;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Effect;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
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

/** Refunds payments, by the rules of {@code db/rules/R__4_refunds.sql}. */
@ApplicationScoped
class RefundService implements Effect<Refund, GatewayOutcome> {

    private final ThreePhase phases;
    private final KeyStore keys;
    private final Refunds refunds;
    private final Gateway gateway;
    private final Answers answers;

    RefundService(ThreePhase phases, KeyStore keys, Refunds refunds, Gateway gateway, Answers answers) {
        this.phases = phases;
        this.keys = keys;
        this.refunds = refunds;
        this.gateway = gateway;
        this.answers = answers;
    }

    Uni<Result> refund(Intent intent, UUID payment, RefundRequest request) {
        var begin = keys.beginning("begin_refund", intent, Refund.path(intent.operationId()))
                .with("p_payment", payment)
                .with("p_kind", request.kind().name())
                .with("p_amount", request.amount())
                .with("p_reference", request.reference())
                .with("p_reason", request.reason())
                .with("p_metadata", answers.writeOrNull(request.metadata()));
        return phases.execute(
                intent, this, keys.call(begin), claimed -> Refund.pending(intent, payment, request, claimed));
    }

    /** What stands under the key of a request that may not be executed. */
    Uni<Result> standing(Intent intent) {
        return phases.standing(intent, this);
    }

    @Override
    public OperationKind<?> operation() {
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
    public Answer answer(Claim claim, Refund refund, GatewayOutcome outcome) {
        String path = Refund.path(refund.id());
        return outcome instanceof GatewayOutcome.Executed
                ? answers.of(201, refund.succeeded(), path)
                : answers.refusal(
                        Problem.of(ProblemType.REFUND_REFUSED, "Nothing was given back.")
                                .with("failureCode", outcome.failureCode()),
                        path,
                        claim.requestId());
    }

    @Override
    public Uni<Outcome> book(Claim claim, Refund refund, GatewayOutcome outcome, Answer answer) {
        return keys.call(
                outcome instanceof GatewayOutcome.Executed executed
                        ? keys.settling("book_refund", claim, answer)
                                .with("p_refund", refund.id())
                                .with("p_gateway_reference", executed.gatewayReference())
                        : keys.settling("fail_refund", claim, answer)
                                .with("p_refund", refund.id())
                                .with("p_failure_code", outcome.failureCode()));
    }
}
