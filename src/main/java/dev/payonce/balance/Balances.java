package dev.payonce.balance;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Reads balances. They are sums over two tables, so they are read with SQL and not as entities. */
@ApplicationScoped
class Balances {

    private static final String READ = """
            SELECT t.currency, t.captured, coalesce(a.refunded, 0) AS refunded, coalesce(a.transferred, 0) AS transferred
              FROM (SELECT merchant_id, currency, sum(amount)::bigint AS captured
                      FROM captured
                     WHERE merchant_id = $1
                     GROUP BY merchant_id, currency) t
              LEFT JOIN account a ON a.merchant_id = t.merchant_id AND a.currency = t.currency
             ORDER BY t.currency
            """;

    private final Pool pool;

    Balances(Pool pool) {
        this.pool = pool;
    }

    /** The merchant's balances, a currency each. */
    Uni<List<Balance>> of(UUID merchant) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(merchant))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Balances::balance)
                        .toList());
    }

    private static Balance balance(Row row) {
        long captured = row.getLong("captured");
        long refunded = row.getLong("refunded");
        long transferred = row.getLong("transferred");
        return new Balance(
                row.getString("currency"), captured, refunded, transferred, captured - refunded - transferred);
    }
}
