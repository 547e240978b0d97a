package dev.payonce.webhook;

import dev.payonce.api.Cursor;
import dev.payonce.database.Rows;
import dev.payonce.event.Events;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The SQL of webhooks; what is a rule stands in {@code db/rules/R__7_webhooks.sql}. */
@ApplicationScoped
class WebhookStore {

    /** An endpoint and its id, which is never shown. */
    record Stored(UUID id, WebhookEndpoint view) {}

    private final Pool pool;

    WebhookStore(Pool pool) {
        this.pool = pool;
    }

    // ---------------------------------------------------------------- endpoints

    /**
     * Makes an endpoint what it is said to be: true if it is new, null if there are as many as may be.
     *
     * @param request complete, but for the secret
     * @param made the secret of a new endpoint for which none is given
     */
    Uni<Boolean> put(UUID merchant, UUID id, String name, WebhookEndpointRequest request, String made, int most) {
        return one(
                "SELECT put_webhook_endpoint($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                Tuple.tuple()
                        .addUUID(merchant)
                        .addUUID(id)
                        .addString(name)
                        .addString(request.url())
                        .addArrayOfString(
                                request.types() == null ? null : request.types().toArray(String[]::new))
                        .addString(request.status().name())
                        .addString(request.secret())
                        .addString(made)
                        .addInteger(most),
                row -> row.getBoolean(0));
    }

    private static final String FIND = """
            SELECT id, name, url, types, status, created_at FROM webhook_endpoint
             WHERE merchant_id = $1 AND name = $2
            """;

    /** The merchant's endpoint of that name, or null. */
    Uni<Stored> find(UUID merchant, String name) {
        return one(FIND, Tuple.of(merchant, name), WebhookStore::stored);
    }

    private static final String LIST = """
            SELECT id, name, url, types, status, created_at FROM webhook_endpoint
             WHERE merchant_id = $1 AND id < $2
             ORDER BY id DESC
             LIMIT $3
            """;

    /** The merchant's endpoints, newest first, one more than asked for. */
    Uni<List<Stored>> list(UUID merchant, Cursor cursor) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(merchant, cursor.id(), cursor.limit() + 1))
                .map(rows -> Rows.list(rows, WebhookStore::stored));
    }

    private static Stored stored(Row row) {
        String[] types = row.getArrayOfStrings("types");
        return new Stored(
                row.getUUID("id"),
                new WebhookEndpoint(
                        row.getString("name"),
                        row.getString("url"),
                        types == null ? null : List.of(types),
                        EndpointStatus.valueOf(row.getString("status")),
                        instant(row, "created_at")));
    }

    private static final String SECRET = """
            SELECT s.secret
              FROM webhook_endpoint e
              JOIN webhook_secret s ON s.merchant_id = e.merchant_id AND s.endpoint_id = e.id
             WHERE e.merchant_id = $1 AND e.name = $2 AND s.retired_at IS NULL
            """;

    /** What the endpoint of that name is signed for now, or null where there is no such endpoint. */
    Uni<String> secret(UUID merchant, String name) {
        return one(SECRET, Tuple.of(merchant, name), row -> row.getString(0));
    }

    private static final String DELETE = """
            DELETE FROM webhook_endpoint
             WHERE merchant_id = $1 AND name = $2
            RETURNING id
            """;

    /** Deletes the endpoint of that name; null where there is none. */
    Uni<UUID> delete(UUID merchant, String name) {
        return one(DELETE, Tuple.of(merchant, name), row -> row.getUUID(0));
    }

    private static final String SET_BACK = """
            UPDATE webhook_endpoint SET position = $3, since = '-infinity'
             WHERE merchant_id = $1 AND name = $2
            RETURNING id, name, url, types, status, created_at
            """;

    /** Delivers all that is above a position; null where there is no such endpoint. */
    Uni<Stored> setBack(UUID merchant, String name, long position) {
        return one(SET_BACK, Tuple.of(merchant, name, position), WebhookStore::stored);
    }

    private static final String DISABLE = """
            UPDATE webhook_endpoint SET status = 'DISABLED'
             WHERE merchant_id = $1 AND id = $2
            """;

    Uni<Void> disable(UUID merchant, UUID endpoint) {
        return pool.preparedQuery(DISABLE).execute(Tuple.of(merchant, endpoint)).replaceWithVoid();
    }

    // ---------------------------------------------------------------- deliveries, to be looked at

    private static final String DELIVERIES = """
            SELECT d.event_id, e.type, d.status, d.attempts, d.created_at, d.attempted_at, d.due_at, d.response_status, d.failure
              FROM webhook_delivery d
              JOIN event e ON e.merchant_id = d.merchant_id AND e.id = d.event_id
             WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.event_id < $3
             ORDER BY d.event_id DESC
             LIMIT $4
            """;

    /** Apart, so that the few that are not DELIVERED are found by their own index. */
    private static final String DELIVERIES_OF_STATUS = """
            SELECT d.event_id, e.type, d.status, d.attempts, d.created_at, d.attempted_at, d.due_at, d.response_status, d.failure
              FROM webhook_delivery d
              JOIN event e ON e.merchant_id = d.merchant_id AND e.id = d.event_id
             WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.status = $5 AND d.event_id < $3
             ORDER BY d.event_id DESC
             LIMIT $4
            """;

    /** An endpoint's deliveries, newest event first, one more than asked for; of one status only, unless that is null. */
    Uni<List<WebhookDelivery>> deliveries(UUID merchant, UUID endpoint, DeliveryStatus status, Cursor cursor) {
        Tuple arguments = Tuple.of(merchant, endpoint, cursor.id(), cursor.limit() + 1);
        return (status == null
                        ? pool.preparedQuery(DELIVERIES).execute(arguments)
                        : pool.preparedQuery(DELIVERIES_OF_STATUS).execute(arguments.addString(status.name())))
                .map(rows -> Rows.list(
                        rows,
                        row -> new WebhookDelivery(
                                row.getUUID("event_id"),
                                row.getString("type"),
                                DeliveryStatus.valueOf(row.getString("status")),
                                row.getInteger("attempts"),
                                instant(row, "created_at"),
                                instant(row, "attempted_at"),
                                instant(row, "due_at"),
                                row.getInteger("response_status"),
                                row.getString("failure"))));
    }

    // ---------------------------------------------------------------- deliveries, to be made

    private static final String NEXT_MERCHANT = """
            SELECT merchant_id FROM webhook_endpoint
             WHERE merchant_id > $1 AND status = 'ENABLED'
             ORDER BY merchant_id
             LIMIT 1
            """;

    /** The next merchant above {@code after} that wants to be told of anything, or none. */
    Uni<List<UUID>> nextMerchant(UUID after) {
        return pool.preparedQuery(NEXT_MERCHANT)
                .execute(Tuple.of(after))
                .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
    }

    private static final String ENABLED = """
            SELECT id FROM webhook_endpoint
             WHERE merchant_id = $1 AND status = 'ENABLED'
             ORDER BY id
            """;

    Uni<List<UUID>> enabled(UUID merchant) {
        return pool.preparedQuery(ENABLED)
                .execute(Tuple.of(merchant))
                .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
    }

    /** Makes deliveries of the next events until so many are due; says how many events it went through. */
    Uni<Integer> makeDeliveries(UUID merchant, UUID endpoint, int most) {
        return one("SELECT make_deliveries($1, $2, $3)", Tuple.of(merchant, endpoint, most), row -> row.getInteger(0));
    }

    private static final String TAKE = """
            WITH due AS (
                -- Those that another instance takes at this moment are skipped, not waited for.
                SELECT event_id FROM webhook_delivery
                 WHERE merchant_id = $1 AND endpoint_id = $2 AND status = 'PENDING' AND due_at <= now()
                   AND EXISTS (SELECT FROM webhook_endpoint p
                                WHERE p.merchant_id = $1 AND p.id = $2 AND p.status = 'ENABLED')
                 ORDER BY due_at
                 LIMIT $3
                   FOR UPDATE SKIP LOCKED
            ), taken AS (
                UPDATE webhook_delivery d
                   SET turn = d.turn + 1, attempts = d.attempts + 1, attempted_at = clock.now,
                       due_at = clock.now + $4 * interval '1 second'
                  FROM due, (SELECT now() AS now) clock
                 WHERE d.merchant_id = $1 AND d.event_id = due.event_id AND d.endpoint_id = $2
                RETURNING d.merchant_id, d.event_id, d.endpoint_id, d.turn, d.attempts
            )
            SELECT t.turn, t.attempts, p.name, p.url,
                   (SELECT array_agg(s.secret ORDER BY s.retired_at DESC NULLS FIRST)
                      FROM webhook_secret s
                     WHERE s.merchant_id = $1 AND s.endpoint_id = $2
                       AND (s.retired_at IS NULL OR s.retired_at > now() - interval '24 hours')) AS secrets,
                   extract(epoch FROM now() - e.created_at)::double precision AS waited,
                   e.id, e.type, e.created_at, e.operation_id, e.request_id, e.resource, e.data, e.data_created_at
              FROM taken t
              JOIN webhook_endpoint p ON p.merchant_id = t.merchant_id AND p.id = t.endpoint_id
              JOIN event e ON e.merchant_id = t.merchant_id AND e.id = t.event_id
            """;

    /** Takes at most so many deliveries that are due; they are nobody else's for the time of the lease. */
    Uni<List<Taken>> take(UUID merchant, UUID endpoint, int most, Duration lease) {
        return pool.preparedQuery(TAKE)
                .execute(Tuple.of(merchant, endpoint, most, Rows.seconds(lease)))
                .map(rows -> Rows.list(
                        rows,
                        row -> new Taken(
                                merchant,
                                endpoint,
                                row.getString("name"),
                                row.getInteger("turn"),
                                row.getInteger("attempts"),
                                row.getString("url"),
                                Arrays.asList(row.getArrayOfStrings("secrets")),
                                Events.event(row),
                                Duration.ofMillis((long) (1000 * row.getDouble("waited"))))));
    }

    private static final String DELIVERED = """
            UPDATE webhook_delivery d
               SET status = 'DELIVERED', due_at = NULL, response_status = answered.status, failure = NULL
              FROM unnest($3::uuid[], $4::integer[], $5::integer[]) AS answered (event_id, turn, status)
             WHERE d.merchant_id = $1 AND d.event_id = answered.event_id AND d.endpoint_id = $2 AND d.turn = answered.turn
               AND d.status = 'PENDING'
            RETURNING d.event_id
            """;

    /** Notes that the receiver has them; returns the events of those that count, since nobody has taken them meanwhile. */
    Uni<List<UUID>> delivered(UUID merchant, UUID endpoint, List<Delivered> ones) {
        return pool.preparedQuery(DELIVERED)
                .execute(Tuple.of(
                        merchant,
                        endpoint,
                        ones.stream().map(each -> each.taken().event().id()).toArray(UUID[]::new),
                        ones.stream().map(each -> each.taken().turn()).toArray(Integer[]::new),
                        ones.stream().map(Delivered::status).toArray(Integer[]::new)))
                .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
    }

    /** Notes that an attempt has failed, and says what the delivery is then; null if somebody else has taken it meanwhile. */
    Uni<DeliveryStatus> failed(Taken taken, Integer status, String failure, Duration pause, Duration giveUpAfter) {
        return one(
                "SELECT fail_delivery($1, $2, $3, $4, $5, $6, $7, $8)",
                Tuple.tuple()
                        .addUUID(taken.merchant())
                        .addUUID(taken.endpoint())
                        .addUUID(taken.event().id())
                        .addInteger(taken.turn())
                        .addInteger(status)
                        .addString(failure)
                        .addDouble(Rows.seconds(pause))
                        .addDouble(Rows.seconds(giveUpAfter)),
                row -> row.getString(0) == null ? null : DeliveryStatus.valueOf(row.getString(0)));
    }

    private static final String BEHIND = """
            SELECT count(*) AS pending,
                   -- Of deliveries that are due, and of events that have not got theirs yet.
                   greatest(extract(epoch FROM now() - least(min(d.due_at), (
                       SELECT min(made_at) FROM new_event WHERE merchant_id = $1))), 0
                   )::double precision AS overdue
              FROM webhook_delivery d
              JOIN webhook_endpoint p ON p.merchant_id = d.merchant_id AND p.id = d.endpoint_id
             WHERE d.merchant_id = $1 AND d.status = 'PENDING' AND p.status = 'ENABLED'
            """;

    /** What still has to get through to a merchant's endpoints. */
    Uni<Backlog.Behind> behind(UUID merchant) {
        return one(
                BEHIND,
                Tuple.of(merchant),
                row -> new Backlog.Behind(row.getLong("pending"), row.getDouble("overdue")));
    }

    // ---------------------------------------------------------------- below

    private <T> Uni<T> one(String sql, Tuple arguments, Function<Row, T> value) {
        return pool.preparedQuery(sql).execute(arguments).map(rows -> Rows.first(rows, value));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
