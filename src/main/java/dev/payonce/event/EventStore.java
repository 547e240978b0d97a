package dev.payonce.event;

import dev.payonce.database.Rows;
import dev.payonce.idempotency.Answer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The SQL of events; what is a rule stands in {@code db/rules/R__6_events.sql}. */
@ApplicationScoped
class EventStore {

    private static final int CREATED = 201;

    private final Pool pool;

    EventStore(Pool pool) {
        this.pool = pool;
    }

    /** Gives positions to the events of at most so many commits whose events have none: readers see them from then on. */
    Uni<Void> order(UUID merchant, int most) {
        return pool.preparedQuery("SELECT order_events($1, $2)")
                .execute(Tuple.of(merchant, most))
                .replaceWithVoid();
    }

    /** The position to read on from after an event, or null where there is no such event. */
    Uni<Long> position(UUID merchant, UUID event, Duration kept) {
        return one(
                "SELECT event_position($1, $2, $3)",
                Tuple.of(merchant, event, Rows.seconds(kept)),
                row -> row.getLong(0));
    }

    private static final String AFTER = """
            SELECT id, type, created_at, operation_id, request_id, resource, data, data_created_at
              FROM event
             WHERE merchant_id = $1 AND position > $2
             ORDER BY position
             LIMIT $3
            """;

    private static final String OF_TYPE_AFTER = """
            SELECT id, type, created_at, operation_id, request_id, resource, data, data_created_at
              FROM event
             WHERE merchant_id = $1 AND type = $4 AND position > $2
             ORDER BY position
             LIMIT $3
            """;

    /** The merchant's events above a position, of one type only unless that is null. */
    Uni<List<Event>> after(UUID merchant, long position, EventType type, int limit) {
        return (type == null
                        ? pool.preparedQuery(AFTER).execute(Tuple.of(merchant, position, limit))
                        : pool.preparedQuery(OF_TYPE_AFTER).execute(Tuple.of(merchant, position, limit, type.text())))
                .map(rows -> Rows.list(rows, EventStore::event));
    }

    /** Reads an event from a row that has its columns. */
    static Event event(Row row) {
        return new Event(
                row.getUUID("id"),
                row.getString("type"),
                row.getOffsetDateTime("created_at").toInstant(),
                "/v1/operations/" + row.getUUID("operation_id"),
                row.getString("request_id"),
                row.getString("resource"),
                data(row.getString("data"), row.getOffsetDateTime("data_created_at")));
    }

    private static String data(String stored, OffsetDateTime createdAt) {
        return new Answer(CREATED, stored, null)
                .createdAt(createdAt.toInstant())
                .body();
    }

    private static final String NEXT_MERCHANT = """
            SELECT merchant_id FROM (
                (SELECT merchant_id FROM new_event WHERE merchant_id > $1 ORDER BY merchant_id LIMIT 1)
                UNION ALL
                (SELECT merchant_id FROM event WHERE merchant_id > $1 ORDER BY merchant_id LIMIT 1)) next
             ORDER BY merchant_id
             LIMIT 1
            """;

    /** The next merchant above {@code after} that has events, or none. */
    Uni<List<UUID>> nextMerchant(UUID after) {
        return pool.preparedQuery(NEXT_MERCHANT)
                .execute(Tuple.of(after))
                .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
    }

    /** Deletes at most so many events of a merchant that were kept that long; says how many. */
    Uni<Integer> reap(UUID merchant, Duration kept, int most) {
        return one(
                "SELECT reap_events($1, $2, $3)",
                Tuple.of(merchant, Rows.seconds(kept), most),
                row -> row.getInteger(0));
    }

    private <T> Uni<T> one(String sql, Tuple arguments, Function<Row, T> value) {
        return pool.preparedQuery(sql).execute(arguments).map(rows -> Rows.first(rows, value));
    }
}
