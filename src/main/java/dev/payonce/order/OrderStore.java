package dev.payonce.order;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Result;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** The SQL of orders: each operation is one statement and one commit. */
@ApplicationScoped
class OrderStore {

    private static final String PLACE = """
            WITH claim AS (
                %s
            ), placed AS (
                INSERT INTO orders (merchant_id, id, customer, currency, total, items, reference, note, metadata, created_at)
                SELECT merchant_id, $3, $14, $15, $16, $17, $18, $19, $20, created_at FROM claim
            )
            SELECT response_body FROM claim
            """.formatted(KeyStore.claimDecided(""));

    /** The order's row is locked first: a payment or another cancellation of it waits, or has to be waited for. */
    private static final String CANCEL = """
            WITH cancellable AS (
                SELECT id FROM orders
                 WHERE merchant_id = $1 AND id = $14 AND status IN ('OPEN', 'CANCELLED')
                   FOR UPDATE
            ), claim AS (
                %s
            ), cancelled AS (
                UPDATE orders o SET status = 'CANCELLED'
                  FROM claim
                 WHERE o.merchant_id = $1 AND o.id = $14
            )
            SELECT response_body FROM claim
            """.formatted(KeyStore.claimDecided("FROM cancellable"));

    private final KeyStore keys;

    OrderStore(KeyStore keys) {
        this.keys = keys;
    }

    /** Places the order; null if the key or the reference is taken. */
    Uni<Result> place(Intent intent, Order order, Answer answer) {
        List<Object> parameters = keys.decidedParameters(intent, answer);
        Collections.addAll(
                parameters,
                order.customer(),
                order.currency(),
                order.total(),
                order.items(),
                order.reference(),
                order.note(),
                order.metadata());
        return keys.decideNew(PLACE, parameters, intent, answer, "orders_reference");
    }

    /** Cancels the order; null if the key is taken or the order can no longer be cancelled. */
    Uni<Result> cancel(Intent intent, UUID id, Answer answer) {
        List<Object> parameters = keys.decidedParameters(intent, answer);
        parameters.add(id);
        return keys.decide(CANCEL, parameters, intent, answer);
    }
}
