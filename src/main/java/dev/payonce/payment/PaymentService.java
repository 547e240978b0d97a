package dev.payonce.payment;

import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Effect;
import dev.payonce.idempotency.GroupCommit;
import dev.payonce.idempotency.Groups;
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
import java.util.List;
import java.util.UUID;

/**
 * Pays orders, by the rules of {@code db/rules/R__3_payments.sql}. Payments of a merchant that begin, or are booked, at the same
 * time share a call and its commit.
 */
@ApplicationScoped
class PaymentService implements Effect<Payment, GatewayOutcome> {

    private static final String BEGIN = "begin_payments";
    private static final String BOOK = "book_payments";

    /** Over how many rows a merchant's takings are spread, so that simultaneous bookings seldom meet on one. */
    private static final int SHARDS = 32;

    private final ThreePhase phases;
    private final KeyStore keys;
    private final Payments payments;
    private final Gateway gateway;
    private final Answers answers;
    private final GroupCommit<Beginning, Outcome> beginnings;
    private final GroupCommit<Booking, Outcome> bookings;

    PaymentService(
            ThreePhase phases, KeyStore keys, Groups groups, Payments payments, Gateway gateway, Answers answers) {
        this.phases = phases;
        this.keys = keys;
        this.payments = payments;
        this.gateway = gateway;
        this.answers = answers;
        this.beginnings = groups.of(BEGIN, each -> each.intent().key(), this::beginTogether);
        this.bookings = groups.of(BOOK, each -> each.claim().key(), this::bookTogether);
    }

    private record Beginning(Intent intent, UUID order, PaymentRequest request) {}

    private record Booking(Claim claim, String gatewayReference, Answer answer) {}

    Uni<Result> pay(Intent intent, UUID order, PaymentRequest request) {
        return phases.execute(
                intent,
                this,
                beginnings.run(intent.merchant(), new Beginning(intent, order, request)),
                claimed -> Payment.pending(intent, order, request, claimed));
    }

    private Uni<List<Outcome>> beginTogether(UUID merchant, List<Beginning> group) {
        return keys.callAll(keys.beginning(
                        BEGIN,
                        merchant,
                        group,
                        Beginning::intent,
                        each -> Payment.path(each.intent().operationId()))
                .with("p_orders", group, Beginning::order, UUID[]::new)
                .with("p_amounts", group, each -> each.request().amount(), Long[]::new)
                .with("p_currencies", group, each -> each.request().currency())
                .with("p_payment_methods", group, each -> each.request().paymentMethod())
                .with("p_descriptions", group, each -> each.request().description())
                .with(
                        "p_metadata",
                        group,
                        each -> answers.writeOrNull(each.request().metadata())));
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
                ? bookings.run(claim.merchant(), new Booking(claim, executed.gatewayReference(), answer))
                : keys.call(keys.settling("fail_payment", claim, answer)
                        .with("p_payment", payment.id())
                        .with("p_failure_code", outcome.failureCode()));
    }

    private Uni<List<Outcome>> bookTogether(UUID merchant, List<Booking> group) {
        int shard = Math.floorMod(group.get(0).claim().operationId().hashCode(), SHARDS);
        return keys.callAll(keys.settling(BOOK, merchant, group, Booking::claim, Booking::answer)
                .with("p_gateway_references", group, Booking::gatewayReference)
                .with("p_shard", shard));
    }
}
