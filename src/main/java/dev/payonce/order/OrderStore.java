package dev.payonce.order;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.GroupCommit;
import dev.payonce.idempotency.Groups;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The SQL of orders. Orders that a merchant places at the same time share a call and its commit. */
@ApplicationScoped
class OrderStore {

    /** An order to be placed, and what its request is answered. */
    private record Placing(Intent intent, Order order, Answer answer) {}

    private static final String PLACE = "place_orders";

    private final KeyStore keys;
    private final GroupCommit<Placing, Outcome> placing;

    OrderStore(KeyStore keys, Groups groups) {
        this.keys = keys;
        this.placing = groups.of(PLACE, each -> each.intent().key(), this::placeTogether);
    }

    /** Claims the key and places the order. */
    Uni<Outcome> place(Intent intent, Order order, Answer answer) {
        return placing.run(intent.merchant(), new Placing(intent, order, answer));
    }

    private Uni<List<Outcome>> placeTogether(UUID merchant, List<Placing> group) {
        return keys.callAll(keys.deciding(PLACE, merchant, group, Placing::intent, Placing::answer)
                .with("p_customers", group, each -> each.order().customer())
                .with("p_currencies", group, each -> each.order().currency())
                .with("p_totals", group, each -> each.order().total(), Long[]::new)
                .with("p_items", group, each -> each.order().items())
                .with("p_references", group, each -> each.order().reference())
                .with("p_notes", group, each -> each.order().note())
                .with("p_metadata", group, each -> each.order().metadata()));
    }

    private static final String LOCK = """
            SELECT status, customer, currency, total, amount_refunded, items, reference, note, metadata, created_at
              FROM orders
             WHERE merchant_id = $1 AND id = $2
               FOR UPDATE
            """;

    /** The order, which nobody else changes while the transaction is open, or null. */
    Uni<Order> lock(SqlConnection transaction, UUID merchant, UUID id) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(merchant, id))
                .map(rows -> rows.size() == 0 ? null : order(id, rows.iterator().next()));
    }

    private static Order order(UUID id, Row row) {
        return new Order(
                id,
                OrderStatus.valueOf(row.getString("status")),
                row.getString("customer"),
                row.getString("currency"),
                row.getLong("total"),
                row.getLong("amount_refunded"),
                row.getString("items"),
                row.getString("reference"),
                row.getString("note"),
                row.getString("metadata"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static final String CANCEL = """
            UPDATE orders SET status = 'CANCELLED' WHERE merchant_id = $1 AND id = $2
            """;

    private static final String CANCELLED = """
            INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
            VALUES ($1, $2, 'order.cancelled', ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$4])
            """;

    /** Cancels an order that is locked, and makes the event of it. */
    Uni<Void> cancel(SqlConnection transaction, Intent intent, UUID id) {
        return transaction
                .preparedQuery(CANCEL)
                .execute(Tuple.of(intent.merchant(), id))
                .chain(() -> transaction
                        .preparedQuery(CANCELLED)
                        .execute(Tuple.of(intent.merchant(), intent.operationId(), id, intent.requestId())))
                .replaceWithVoid();
    }
}
