package dev.payonce.order;

import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.GroupCommit;
import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Onlooker;
import dev.payonce.idempotency.Outcome;
import dev.payonce.idempotency.RuleCall;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The SQL of orders. Orders that a merchant places at the same time share a call and its commit. */
@ApplicationScoped
class OrderStore {

    /** An order to be placed, and what its request is answered. */
    private record Placing(Intent intent, Order order, Answer answer, Context context) {}

    private final KeyStore keys;
    private final GroupCommit<Placing, Outcome> groups;
    private final DistributionSummary sizes;
    private final Onlooker onlooker;

    OrderStore(KeyStore keys, IdempotencyConfig config, MeterRegistry meters, Onlooker onlooker) {
        this.keys = keys;
        this.groups = new GroupCommit<>(
                placing -> placing.intent().key(), config.requestTime().dividedBy(2), this::placeTogether);
        this.onlooker = onlooker;
        this.sizes = meters.summary("idempotency.group.size", "operation", OrderOperations.CREATE.name());
    }

    /** Claims the key and places the order. */
    Uni<Outcome> place(Intent intent, Order order, Answer answer) {
        return groups.run(intent.merchant(), new Placing(intent, order, answer, Vertx.currentContext()));
    }

    private Uni<List<Outcome>> placeTogether(UUID merchant, List<Placing> group) {
        sizes.record(group.size());
        Fingerprint any = group.get(0).intent().fingerprint();
        Uni<List<Outcome>> placed = keys.callAll(RuleCall.of("place_orders", merchant)
                .with("p_operation", any.operation())
                .with("p_fingerprint_version", any.version())
                .with("p_kept", keys.kept())
                .with("p_keys", texts(group, each -> each.intent().key()))
                .with("p_operation_ids", each(group, each -> each.intent().operationId(), UUID[]::new))
                .with(
                        "p_fingerprints",
                        each(group, each -> Buffer.buffer(fingerprint(each).digest()), Buffer[]::new))
                .with("p_identities", texts(group, each -> fingerprint(each).identity()))
                .with("p_request_ids", texts(group, each -> each.intent().requestId()))
                .with("p_resources", texts(group, each -> each.answer().resource()))
                .with("p_bodies", texts(group, each -> each.answer().body()))
                .with("p_customers", texts(group, each -> each.order().customer()))
                .with("p_currencies", texts(group, each -> each.order().currency()))
                .with("p_totals", each(group, each -> each.order().total(), Long[]::new))
                .with("p_items", texts(group, each -> each.order().items()))
                .with("p_references", texts(group, each -> each.order().reference()))
                .with("p_notes", texts(group, each -> each.order().note()))
                .with("p_metadata", texts(group, each -> each.order().metadata()))
                .decides());
        return onlooker.shared(group.stream().map(Placing::context).toList(), placed);
    }

    private static Fingerprint fingerprint(Placing placing) {
        return placing.intent().fingerprint();
    }

    private static String[] texts(List<Placing> group, Function<Placing, String> text) {
        return each(group, text, String[]::new);
    }

    private static <V> V[] each(List<Placing> group, Function<Placing, V> value, IntFunction<V[]> array) {
        return group.stream().map(value).toArray(array);
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
