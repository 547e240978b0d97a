package dev.payonce.merchant;

import dev.payonce.http.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The SQL of merchants and their api keys. */
@ApplicationScoped
class MerchantStore {

    private static final String FIND = """
            SELECT k.merchant_id, m.secret
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

    private final Pool pool;

    MerchantStore(Pool pool) {
        this.pool = pool;
    }

    /** Whose key this is, or null where it is nobody's, or revoked. */
    Uni<Caller> find(byte[] sha256) {
        return pool.preparedQuery(FIND).execute(Tuple.of(Buffer.buffer(sha256))).map(rows -> {
            for (Row row : rows) {
                return new Caller(
                        row.getUUID("merchant_id"), row.getBuffer("secret").getBytes());
            }
            return null;
        });
    }

    /** Makes a merchant with its first key, unless there is one of that id. */
    Uni<Void> make(UUID id, String name, UUID keyId, ApiKey key) {
        return pool.preparedQuery(MAKE)
                .execute(Tuple.of(id, name, keyId, Buffer.buffer(key.sha256())))
                .replaceWithVoid();
    }
}
