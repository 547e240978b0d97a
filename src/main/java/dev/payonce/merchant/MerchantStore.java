package dev.payonce.merchant;

import dev.payonce.api.Caller;
import dev.payonce.api.Cursor;
import dev.payonce.idempotency.Tenants;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The SQL of merchants and their api keys. */
@ApplicationScoped
class MerchantStore implements Tenants {

    private static final String FIND = """
            SELECT k.merchant_id, k.id, m.secret
              FROM api_key k
              JOIN merchant m ON m.id = k.merchant_id
             WHERE k.sha256 = $1 AND k.revoked_at IS NULL
            """;

    /** Merchant and first key in one commit. There from an earlier start: the merchants that development knows. */
    private static final String MAKE = """
            WITH made AS (
                INSERT INTO merchant (id, name) VALUES ($1, $2)
                ON CONFLICT (id) DO NOTHING
                RETURNING id
            )
            INSERT INTO api_key (merchant_id, id, sha256)
            SELECT id, $3, $4 FROM made
            """;

    /** Returns no row where there is no such merchant. */
    private static final String ADD_KEY = """
            INSERT INTO api_key (merchant_id, id, name, sha256)
            SELECT id, $2, $3, $4 FROM merchant WHERE id = $1
            RETURNING created_at
            """;

    /** Returns no row where there is no such merchant, and one without an id where it has no such key. */
    private static final String LIST_KEYS = """
            SELECT k.id, k.name, k.created_at, k.last_used_at, k.revoked_at
              FROM merchant m
              LEFT JOIN api_key k ON k.merchant_id = m.id AND k.id < $2
             WHERE m.id = $1
             ORDER BY k.id DESC
             LIMIT $3
            """;

    /** Revoking again changes nothing. */
    private static final String REVOKE = """
            UPDATE api_key SET revoked_at = coalesce(revoked_at, now())
             WHERE merchant_id = $1 AND id = $2
            RETURNING sha256
            """;

    /** What another instance writes at this moment need not be written again, and is not waited for. */
    private static final String NOTE_USES = """
            UPDATE api_key SET last_used_at = now()
             WHERE (merchant_id, id) IN (
                 SELECT k.merchant_id, k.id
                   FROM api_key k
                   JOIN unnest($1::uuid[], $2::uuid[]) AS used (merchant_id, id) USING (merchant_id, id)
                    FOR UPDATE OF k SKIP LOCKED)
            """;

    private static final String AFTER = """
            SELECT id FROM merchant WHERE id > $1 ORDER BY id LIMIT $2
            """;

    /** A key that was found, and whose it is. */
    record Found(Caller caller, UUID keyId) {}

    /** A key of a merchant, by their ids. */
    record Used(UUID merchant, UUID keyId) {}

    private final Pool pool;

    MerchantStore(Pool pool) {
        this.pool = pool;
    }

    /** Whose key this is, or null where it is nobody's, or revoked. */
    Uni<Found> find(byte[] sha256) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(Buffer.buffer(sha256)))
                .map(rows -> first(
                        rows,
                        row -> new Found(
                                new Caller(
                                        row.getUUID("merchant_id"),
                                        row.getBuffer("secret").getBytes()),
                                row.getUUID("id"))));
    }

    @Override
    public Uni<List<UUID>> after(UUID after, int limit) {
        return pool.preparedQuery(AFTER)
                .execute(Tuple.of(after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    /** Makes a merchant with its first key, unless there is one of that id. */
    Uni<Void> make(UUID id, String name, UUID keyId, ApiKey key) {
        return pool.preparedQuery(MAKE)
                .execute(Tuple.of(id, name, keyId, Buffer.buffer(key.sha256())))
                .replaceWithVoid();
    }

    /** Makes another key of the merchant; null where there is no such merchant. */
    Uni<ApiKeyView> addKey(UUID merchant, UUID id, String name, ApiKey key) {
        return pool.preparedQuery(ADD_KEY)
                .execute(Tuple.of(merchant, id, name, Buffer.buffer(key.sha256())))
                .map(rows -> first(rows, row -> new ApiKeyView(id, name, instant(row, "created_at"), null, null)));
    }

    /** The merchant's keys, newest first, one more than asked for; null where there is no such merchant. */
    Uni<List<ApiKeyView>> keys(UUID merchant, Cursor cursor) {
        return pool.preparedQuery(LIST_KEYS)
                .execute(Tuple.of(merchant, cursor.id(), cursor.limit() + 1))
                .map(rows -> rows.size() == 0
                        ? null
                        : StreamSupport.stream(rows.spliterator(), false)
                                .filter(row -> row.getUUID("id") != null)
                                .map(MerchantStore::view)
                                .toList());
    }

    /** Revokes the key and returns its digest, or null where there is no such key. */
    Uni<byte[]> revoke(UUID merchant, UUID id) {
        return pool.preparedQuery(REVOKE)
                .execute(Tuple.of(merchant, id))
                .map(rows -> first(rows, row -> row.getBuffer("sha256").getBytes()));
    }

    /** Notes that these keys were used until now. */
    Uni<Void> noteUses(Collection<Used> keys) {
        return pool.preparedQuery(NOTE_USES)
                .execute(Tuple.of(
                        keys.stream().map(Used::merchant).toArray(UUID[]::new),
                        keys.stream().map(Used::keyId).toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    private static ApiKeyView view(Row row) {
        return new ApiKeyView(
                row.getUUID("id"),
                row.getString("name"),
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static <T> T first(RowSet<Row> rows, Function<Row, T> view) {
        var each = rows.iterator();
        return each.hasNext() ? view.apply(each.next()) : null;
    }
}
