package dev.payonce.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page of a list costs does not grow with what is decided: counted in blocks that PostgreSQL reads for it. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class LongListsTest {

    private static final int DECIDED = 50_000;

    /** Of each rare kind, the oldest of all, so that whoever walks the whole list meets them last. */
    private static final int FEW = 3;

    /** A page has 21 rows, each in a block of its own at worst; the whole list has some thousands of blocks. */
    private static final long MOST_BLOCKS = 150;

    private static Api api;

    @Inject
    Pool pool;

    @BeforeAll
    static void seed() throws SQLException {
        api = Api.newMerchant();
        Database.update("CREATE SCHEMA IF NOT EXISTS measured");
        Database.update("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA measured");
        try (Connection connection = Database.transaction();
                Statement statement = connection.createStatement()) {
            // As a replica would write it: what the rules would make besides is not what this is about.
            statement.execute("SET LOCAL session_replication_role = replica");
            statement.execute("CREATE TEMPORARY TABLE seed ON COMMIT DROP AS SELECT n, '" + api.merchant
                    + "'::uuid AS merchant_id, ('0199c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id,"
                    + " (n - 1) / " + FEW + " AS kind FROM generate_series(1, " + DECIDED + ") n");
            statement.execute("""
                    INSERT INTO orders (merchant_id, id, status, customer, currency, total, amount_refunded, items, created_at)
                    SELECT merchant_id, id,
                           CASE kind WHEN 0 THEN 'PAYMENT_PENDING' WHEN 1 THEN 'REFUNDED' WHEN 2 THEN 'PARTIALLY_REFUNDED'
                                     WHEN 4 THEN 'OPEN' WHEN 5 THEN 'CANCELLED' ELSE 'PAID' END,
                           'c', 'EUR', 1000, CASE kind WHEN 1 THEN 1000 WHEN 2 THEN 500 ELSE 0 END,
                           '[{"sku":"A","quantity":1,"unitPrice":1000}]', now()
                      FROM seed
                    """);
            statement.execute("""
                    INSERT INTO payment (merchant_id, id, order_id, status, amount, currency, payment_method,
                           gateway_reference, created_at)
                    SELECT merchant_id, gen_random_uuid(), id, CASE kind WHEN 0 THEN 'PENDING' ELSE 'SUCCEEDED' END, 1000,
                           'EUR', 'pm_ok', CASE WHEN kind > 0 THEN 'g' END, now()
                      FROM seed
                     WHERE kind NOT IN (4, 5)
                    """);
            statement.execute("""
                    INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint,
                           identity, request_id, status, progress, due_at, completed_at, expires_at, response_status,
                           response_body)
                    SELECT merchant_id, 'long-lists-' || n, id, CASE WHEN kind <> 2 THEN 'order.create' END,
                           CASE WHEN kind <> 2 THEN 1 END, CASE WHEN kind <> 2 THEN sha256('') END,
                           CASE WHEN kind <> 2 THEN '{"customer":"c"}' END, 'r', status,
                           CASE kind WHEN 0 THEN 'UNKNOWN' END, CASE kind WHEN 0 THEN now() + interval '1 day' END,
                           CASE WHEN kind <> 0 THEN now() END,
                           CASE WHEN kind = 3 THEN now() - interval '1 day'
                                WHEN kind <> 0 THEN now() + interval '1 day' + n * interval '1 s' END,
                           CASE status WHEN 'FAILED' THEN 402 WHEN 'SUCCEEDED' THEN 201 END,
                           CASE WHEN status IN ('FAILED', 'SUCCEEDED') THEN repeat('{"a":"an answer"}', 20) END
                      FROM seed, LATERAL (SELECT CASE kind WHEN 0 THEN 'PENDING' WHEN 1 THEN 'FAILED' WHEN 2 THEN 'ABANDONED'
                                                 ELSE 'SUCCEEDED' END AS status) as_it_stands
                    """);
            connection.commit();
        }
        Database.update("ANALYZE orders, payment, idempotency_key");
    }

    @AfterAll
    static void takeAway() {
        for (String table : new String[] {"payment", "orders", "idempotency_key"}) {
            Database.update("DELETE FROM " + table + " WHERE merchant_id = ?", api.merchant);
        }
        Database.update("DROP SCHEMA measured CASCADE");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/operations?limit=20, 20",
        "/v1/operations?status=PENDING, 3",
        "/v1/operations?status=FAILED, 3",
        "/v1/operations?status=ABANDONED, 3",
        "/v1/operations?status=EXPIRED, 3",
        "/v1/operations?status=SUCCEEDED, 20",
        "/v1/orders?limit=20, 20",
        "/v1/orders?status=PAID, 20",
        "/v1/orders?status=PAYMENT_PENDING, 3",
        "/v1/orders?status=REFUNDED, 3",
        "/v1/orders?status=PARTIALLY_REFUNDED, 3",
        "/v1/orders?status=OPEN, 3",
        "/v1/orders?status=CANCELLED, 3",
    })
    void aPageIsFoundWithoutWalkingTheWholeList(String path, int entries) {
        Database.texts("SELECT measured.pg_stat_statements_reset()::text");

        assertEquals(entries, api.get(path).expect(200).json().path("data").size());

        long blocks = Database.number("""
                SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0)
                  FROM measured.pg_stat_statements
                 WHERE query ~ 'from (orders|idempotency_key) ' AND query ~ 'fetch first'
                """);
        assertTrue(0 < blocks && blocks <= MOST_BLOCKS, path + " took " + blocks + " blocks");
    }

    /** A session keeps the plan that it made of a table that was small then. */
    @Test
    void evenATableThatIsNearlyEmptyIsReadByItsIndex() {
        Database.update("CREATE TABLE nearly_empty (id integer PRIMARY KEY)");
        try {
            Database.update("INSERT INTO nearly_empty VALUES (1)");
            Database.update("ANALYZE nearly_empty");
            String plan = pool.query("EXPLAIN SELECT * FROM nearly_empty WHERE id = 1")
                    .execute()
                    .await()
                    .atMost(Duration.ofSeconds(10))
                    .iterator()
                    .next()
                    .getString(0);
            assertTrue(plan.startsWith("Index"), plan);
        } finally {
            Database.update("DROP TABLE nearly_empty");
        }
    }
}
