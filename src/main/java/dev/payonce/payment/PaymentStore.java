package dev.payonce.payment;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * The SQL of payments: one statement and one commit before the gateway is called, and one after. In both, rows are
 * locked in the order key, payment, order, captured, so that no two statements wait for each other.
 */
@ApplicationScoped
class PaymentStore {

    /**
     * The order's row is locked first, so that two payments of one order take turns, and the second finds it no
     * longer OPEN. Then the key is claimed; then the rows follow from the claim, or nothing does.
     */
    private static final String BEGIN = """
            WITH payable AS (
                SELECT id FROM orders
                 WHERE merchant_id = $1 AND id = $11 AND status = 'OPEN' AND total = $12 AND currency = $13
                   FOR UPDATE
            ), claim AS (
                %s
            ), ordered AS (
                UPDATE orders o SET status = 'PAYMENT_PENDING'
                  FROM claim
                 WHERE o.merchant_id = $1 AND o.id = $11
            ), pending AS (
                INSERT INTO payment (merchant_id, id, order_id, amount, currency, payment_method, description, metadata,
                        created_at)
                SELECT merchant_id, $3, $11, $12, $13, $14, $15, $16, created_at FROM claim
            )
            SELECT created_at FROM claim
            """.formatted(KeyStore.claimPending("payable"));

    /**
     * Everything follows from the settled key: an owner that was overtaken settles nothing and books nothing. The last
     * line is an assertion: where a key was settled, its order was paid; else the division takes everything back.
     */
    private static final String SUCCEED = """
            WITH settled AS (
                %s
            ), paid AS (
                UPDATE payment p SET status = 'SUCCEEDED', gateway_reference = $10
                  FROM settled
                 WHERE p.merchant_id = $1 AND p.id = $9 AND p.status = 'PENDING'
                RETURNING p.merchant_id, p.id, p.order_id, p.amount, p.currency
            ), ordered AS (
                UPDATE orders o SET status = 'PAID'
                  FROM paid
                 WHERE o.merchant_id = $1 AND o.id = paid.order_id AND o.status = 'PAYMENT_PENDING'
                RETURNING paid.merchant_id, paid.id, paid.amount, paid.currency
            ), entry AS (
                INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
                SELECT merchant_id, id, 'CAPTURE', amount, currency FROM ordered
            ), taken AS (
                INSERT INTO captured AS c (merchant_id, currency, shard, amount)
                SELECT merchant_id, currency, $11, amount FROM ordered
                ON CONFLICT (merchant_id, currency, shard) DO UPDATE SET amount = c.amount + excluded.amount
            )
            SELECT 1 / (SELECT count(*) FROM ordered) FROM settled
            """.formatted(KeyStore.SETTLE);

    private static final String FAIL = """
            WITH settled AS (
                %s
            ), failed AS (
                UPDATE payment p SET status = 'FAILED', failure_code = $10
                  FROM settled
                 WHERE p.merchant_id = $1 AND p.id = $9 AND p.status = 'PENDING'
                RETURNING p.order_id
            ), ordered AS (
                UPDATE orders o SET status = 'OPEN'
                  FROM failed
                 WHERE o.merchant_id = $1 AND o.id = failed.order_id AND o.status = 'PAYMENT_PENDING'
                RETURNING o.id
            )
            SELECT 1 / (SELECT count(*) FROM ordered) FROM settled
            """.formatted(KeyStore.SETTLE);

    /** Over how many rows a merchant's takings are spread, so that simultaneous payments seldom meet on one. */
    private static final int SHARDS = 32;

    private final KeyStore keys;

    PaymentStore(KeyStore keys) {
        this.keys = keys;
    }

    /** Claims the key and begins the payment; null if the key is taken or the order cannot be paid like that. */
    Uni<Payment> begin(Intent intent, UUID order, PaymentRequest request, String metadata) {
        List<Object> parameters = keys.pendingParameters(intent, Payment.path(intent.operationId()));
        Collections.addAll(
                parameters,
                order,
                request.amount(),
                request.currency(),
                request.paymentMethod(),
                request.description(),
                metadata);
        return keys.first(
                BEGIN,
                parameters,
                row -> pending(intent.operationId(), order, request, KeyStore.instant(row, "created_at")));
    }

    private static Payment pending(UUID id, UUID order, PaymentRequest request, Instant createdAt) {
        return new Payment(
                id,
                order,
                PaymentStatus.PENDING,
                request.amount(),
                request.currency(),
                request.paymentMethod(),
                0,
                null,
                null,
                createdAt);
    }

    /** Books the charge; null if the claim was taken over. */
    Uni<Answer> succeed(Claim claim, Payment payment, Answer answer) {
        List<Object> parameters = keys.settleParameters(claim, answer);
        Collections.addAll(
                parameters,
                payment.id(),
                payment.gatewayReference(),
                Math.floorMod(payment.id().hashCode(), SHARDS));
        return keys.settle(SUCCEED, parameters, answer);
    }

    /** Books that nothing was charged, which opens the order again; null if the claim was taken over. */
    Uni<Answer> fail(Claim claim, Payment payment, String failureCode, Answer answer) {
        List<Object> parameters = keys.settleParameters(claim, answer);
        Collections.addAll(parameters, payment.id(), failureCode);
        return keys.settle(FAIL, parameters, answer);
    }
}
