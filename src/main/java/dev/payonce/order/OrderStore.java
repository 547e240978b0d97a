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

/** The SQL of orders: each operation is one statement and one commit, which new orders may share. */
@ApplicationScoped
class OrderStore {

    private static final String PLACE = """
            WITH claim AS (
                %s
            ), placed AS (
                INSERT INTO orders (merchant_id, id, customer, currency, total, items, reference, note, metadata, created_at)
                SELECT merchant_id, operation_id, customer, currency, total, items, reference, note, metadata, created_at
                  FROM claim
                  JOIN unnest($3::uuid[], $14::text[], $15::text[], $16::bigint[], $17::text[], $18::text[], $19::text[],
                              $20::text[])
                           AS asked (operation_id, customer, currency, total, items, reference, note, metadata)
                 USING (operation_id)
            )
            SELECT operation_id, response_body FROM claim
            """.formatted(KeyStore.claimTogether());

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
            """.formatted(KeyStore.claimDecided("cancellable"));

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
        return keys.decideTogether(PLACE, parameters, intent, answer, "orders_reference");
    }

    /** Cancels the order; null if the key is taken or the order can no longer be cancelled. */
    Uni<Result> cancel(Intent intent, UUID id, Answer answer) {
        List<Object> parameters = keys.decidedParameters(intent, answer);
        parameters.add(id);
        return keys.decide(CANCEL, parameters, intent, answer);
    }
}
