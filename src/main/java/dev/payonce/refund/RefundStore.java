package dev.payonce.refund;

import dev.payonce.balance.Spending;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.payment.PaymentStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * The SQL of refunds: one statement and one commit before the gateway is called, and one after. Rows are locked in the
 * order payment, key, refund, order, account, so that no two statements wait for each other.
 */
@ApplicationScoped
class RefundStore {

    /**
     * The payment's row is locked first, so that refunds of one payment take turns and each sees what the others left;
     * FULL takes just that. Amount and balance are reserved before the gateway is asked, so that nothing else can be
     * promised the same money meanwhile.
     */
    private static final String BEGIN =
            """
            WITH refundable AS (
                SELECT id, order_id, currency, CASE $12::text WHEN 'FULL' THEN amount - amount_reserved ELSE $13::bigint END AS amount
                  FROM payment
                 WHERE merchant_id = $1 AND id = $11 AND status = 'SUCCEEDED'
                   AND CASE $12 WHEN 'FULL' THEN amount - amount_reserved > 0 ELSE amount - amount_reserved >= $13 END
                   FOR UPDATE
            ), claim AS (
                %s
            ), reserved AS (
                UPDATE payment p SET amount_reserved = p.amount_reserved + r.amount
                  FROM claim, refundable r
                 WHERE p.merchant_id = $1 AND p.id = r.id
                RETURNING p.merchant_id, p.id, r.order_id, r.currency, r.amount
            ), spent AS (
                %s
            ), pending AS (
                INSERT INTO refund (merchant_id, id, payment_id, order_id, kind, amount, currency, reference, reason, metadata,
                        created_at)
                SELECT r.merchant_id, $3, r.id, r.order_id, $12, r.amount, r.currency, $14, $15, $16, claim.created_at
                  FROM reserved r, spent, claim
                RETURNING order_id, amount, currency, created_at
            )
            SELECT created_at, order_id, amount, currency FROM pending
            """.formatted(KeyStore.claimPending("refundable"), Spending.spend("reserved", "refunded"));

    private static final String SUCCEED = """
            WITH payment_first AS (
                SELECT p.id FROM payment p
                 WHERE p.merchant_id = $1
                   AND p.id = (SELECT r.payment_id FROM refund r WHERE r.merchant_id = $1 AND r.id = $9)
                   FOR UPDATE
            ), settled AS (
                %s
            ), executed AS (
                UPDATE refund r SET status = 'SUCCEEDED', gateway_reference = $10
                  FROM settled
                 WHERE r.merchant_id = $1 AND r.id = $9 AND r.status = 'PENDING'
                RETURNING r.merchant_id, r.id, r.payment_id, r.order_id, r.amount, r.currency
            ), repaid AS (
                UPDATE payment p SET amount_refunded = p.amount_refunded + e.amount
                  FROM executed e
                 WHERE p.merchant_id = $1 AND p.id = e.payment_id
                RETURNING e.*
            ), ordered AS (
                UPDATE orders o
                   SET amount_refunded = o.amount_refunded + r.amount,
                       status = CASE WHEN o.amount_refunded + r.amount = o.total THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED' END
                  FROM repaid r
                 WHERE o.merchant_id = $1 AND o.id = r.order_id AND o.status IN ('PAID', 'PARTIALLY_REFUNDED')
                RETURNING r.*
            ), entry AS (
                INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
                SELECT merchant_id, id, 'REFUND', amount, currency FROM ordered
            )
            SELECT 1 / (SELECT count(*) FROM ordered) FROM settled
            """.formatted(KeyStore.settleAfter("payment_first"));

    /** What was reserved is free again. */
    private static final String FAIL = """
            WITH payment_first AS (
                SELECT p.id FROM payment p
                 WHERE p.merchant_id = $1
                   AND p.id = (SELECT r.payment_id FROM refund r WHERE r.merchant_id = $1 AND r.id = $9)
                   FOR UPDATE
            ), settled AS (
                %s
            ), failed AS (
                UPDATE refund r SET status = 'FAILED', failure_code = $10
                  FROM settled
                 WHERE r.merchant_id = $1 AND r.id = $9 AND r.status = 'PENDING'
                RETURNING r.payment_id, r.amount, r.currency
            ), released AS (
                UPDATE payment p SET amount_reserved = p.amount_reserved - f.amount
                  FROM failed f
                 WHERE p.merchant_id = $1 AND p.id = f.payment_id
                RETURNING f.amount, f.currency
            ), returned AS (
                UPDATE account a SET refunded = a.refunded - r.amount
                  FROM released r
                 WHERE a.merchant_id = $1 AND a.currency = r.currency
                RETURNING a.currency
            )
            SELECT 1 / (SELECT count(*) FROM returned) FROM settled
            """.formatted(KeyStore.settleAfter("payment_first"));

    private final KeyStore keys;

    RefundStore(KeyStore keys) {
        this.keys = keys;
    }

    /** Claims the key and begins the refund; null if the key or the reference is taken, or too little remains. */
    Uni<Refund> begin(Intent intent, UUID payment, RefundRequest request, String metadata) {
        List<Object> parameters = keys.pendingParameters(intent, Refund.path(intent.operationId()));
        Collections.addAll(
                parameters,
                payment,
                request.kind().name(),
                request.amount(),
                request.reference(),
                request.reason(),
                metadata);
        return keys.first(
                BEGIN,
                parameters,
                row -> pending(intent.operationId(), payment, request, row),
                "refund_reference",
                Spending.NEVER_BELOW_ZERO);
    }

    private static Refund pending(UUID id, UUID payment, RefundRequest request, Row row) {
        return new Refund(
                id,
                payment,
                row.getUUID("order_id"),
                request.kind(),
                PaymentStatus.PENDING,
                row.getLong("amount"),
                row.getString("currency"),
                request.reference(),
                null,
                KeyStore.instant(row, "created_at"));
    }

    /** Books the refund; null if the claim was taken over. */
    Uni<Answer> succeed(Claim claim, Refund refund, String gatewayReference, Answer answer) {
        List<Object> parameters = keys.settleParameters(claim, answer);
        Collections.addAll(parameters, refund.id(), gatewayReference);
        return keys.settle(SUCCEED, parameters, answer);
    }

    /** Books that nothing was given back; null if the claim was taken over. */
    Uni<Answer> fail(Claim claim, Refund refund, String failureCode, Answer answer) {
        List<Object> parameters = keys.settleParameters(claim, answer);
        Collections.addAll(parameters, refund.id(), failureCode);
        return keys.settle(FAIL, parameters, answer);
    }
}
