package dev.payonce.payment;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.GroupCommit;
import dev.payonce.idempotency.Groups;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Outcome;
import dev.payonce.idempotency.http.Answers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The SQL of payments. Those of a merchant that begin, or are booked, at the same time share a call and its commit. */
@ApplicationScoped
class PaymentStore {

    private record Beginning(Intent intent, UUID order, PaymentRequest request) {}

    private record Booking(Claim claim, String gatewayReference, Answer answer) {}

    private static final String BEGIN = "begin_payments";
    private static final String BOOK = "book_payments";

    /** Over how many rows a merchant's takings are spread, so that simultaneous bookings seldom meet on one. */
    private static final int SHARDS = 32;

    private final KeyStore keys;
    private final Answers answers;
    private final GroupCommit<Beginning, Outcome> beginnings;
    private final GroupCommit<Booking, Outcome> bookings;

    PaymentStore(KeyStore keys, Answers answers, Groups groups) {
        this.keys = keys;
        this.answers = answers;
        this.beginnings = groups.of(BEGIN, each -> each.intent().key(), this::beginTogether);
        this.bookings = groups.of(BOOK, each -> each.claim().key(), this::bookTogether);
    }

    /** Claims the key and begins the payment. */
    Uni<Outcome> begin(Intent intent, UUID order, PaymentRequest request) {
        return beginnings.run(intent.merchant(), new Beginning(intent, order, request));
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

    /** Books that the gateway executed the payment, and settles its claim. */
    Uni<Outcome> book(Claim claim, String gatewayReference, Answer answer) {
        return bookings.run(claim.merchant(), new Booking(claim, gatewayReference, answer));
    }

    private Uni<List<Outcome>> bookTogether(UUID merchant, List<Booking> group) {
        int shard = Math.floorMod(group.get(0).claim().operationId().hashCode(), SHARDS);
        return keys.callAll(keys.settling(BOOK, merchant, group, Booking::claim, Booking::answer)
                .with("p_gateway_references", group, Booking::gatewayReference)
                .with("p_shard", shard));
    }

    /** Books that the payment will never be executed, and settles its claim. */
    Uni<Outcome> fail(Claim claim, UUID payment, String failureCode, Answer answer) {
        return keys.call(keys.settling("fail_payment", claim, answer)
                .with("p_payment", payment)
                .with("p_failure_code", failureCode));
    }
}
