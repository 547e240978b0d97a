package dev.payonce.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows that are there before a measurement, and what is counted after it. */
final class Stock {

    static final int MERCHANTS = 32;

    /** Orders are numbered: the id of the first is this and twelve digits. */
    static final String ORDER = "01900000-0000-7000-8000-";

    static final int ORDER_DIGITS = 12;

    /** What each order costs. */
    static final long TOTAL = 4250;

    private static final String MERCHANT_ID = "('00000000-0000-7000-8000-' || lpad((%s)::text, 12, '0'))::uuid";
    private static final String ORDER_ID = "('" + ORDER + "' || lpad((%s)::text, 12, '0'))::uuid";
    private static final String PAYMENT_ID = "('01900000-0000-7001-8000-' || lpad((%s)::text, 12, '0'))::uuid";

    private final Postgres postgres;

    Stock(Postgres postgres) {
        this.postgres = postgres;
    }

    static String apiKey(int merchant) {
        return "sk_benchmark_" + merchant;
    }

    void makeMerchants() {
        postgres.run("""
                WITH made AS (
                    INSERT INTO merchant (id, name)
                    SELECT %s, m FROM generate_series(0, ?) m
                    RETURNING id, name
                )
                INSERT INTO api_key (merchant_id, id, sha256)
                SELECT id, id, sha256(convert_to('sk_benchmark_' || name, 'UTF8')) FROM made
                """.formatted(MERCHANT_ID.formatted("m")), MERCHANTS - 1);
    }

    /** So many orders of so many merchants, each OPEN, each with the decided key that it was made under. */
    void orders(int count, int merchants) {
        postgres.run("""
                TRUNCATE idempotency_key, orders, payment, refund, transfer, captured, account, ledger_entry, new_event, event,
                        webhook_delivery
                """);
        insertOrders("OPEN", 1, count, merchants);
        keys(count, merchants);
        settle();
    }

    /** As many again that are paid, with their payments and their entries in the journal. */
    void ordersAndPayments(int count, int merchants) {
        orders(count, merchants);
        insertOrders("PAID", count + 1, 2 * count, merchants);
        postgres.run(
                """
                INSERT INTO payment (merchant_id, id, order_id, status, amount, currency, payment_method,
                        gateway_reference, created_at)
                SELECT %s, %s, %s, 'SUCCEEDED', ?, 'EUR', 'pm_ok', i::text, now() - interval '1 hour'
                  FROM generate_series(?, ?) i
                """.formatted(
                        MERCHANT_ID.formatted("i % " + merchants), PAYMENT_ID.formatted("i"), ORDER_ID.formatted("i")),
                TOTAL,
                count + 1,
                2 * count);
        postgres.run("""
                INSERT INTO ledger_entry (merchant_id, id, kind, amount, currency)
                SELECT merchant_id, id, 'CAPTURE', amount, currency FROM payment
                """);
        settle();
    }

    private void insertOrders(String status, int first, int last, int merchants) {
        postgres.run(
                """
                INSERT INTO orders (merchant_id, id, status, customer, currency, total, items, created_at)
                SELECT %s, %s, ?, 'customer ' || i, 'EUR', ?, ?, now() - interval '1 hour'
                  FROM generate_series(?, ?) i
                """.formatted(MERCHANT_ID.formatted("i % " + merchants), ORDER_ID.formatted("i")),
                status,
                TOTAL,
                Requests.ITEMS,
                first,
                last);
    }

    /** Keys of orders, in the order in which they were made, each spelled at random, as clients' keys are. */
    void keys(int count, int merchants) {
        postgres.run(
                """
                INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint,
                        identity, request_id, created_at, status, completed_at, expires_at, resource, response_status,
                        response_body)
                SELECT %1$s, md5(i::text), %2$s, 'order.create', 1, sha256(convert_to(i::text, 'UTF8')),
                       ?, %2$s::text, now(), 'SUCCEEDED', now(), now() + interval '1 day', '/v1/orders/' || %2$s, 201,
                       '{"id":"' || %2$s || ?
                  FROM generate_series(1, ?) i
                """.formatted(MERCHANT_ID.formatted("i % " + merchants), ORDER_ID.formatted("i")),
                Requests.IDENTITY,
                Requests.ANSWER_AFTER_ID,
                count);
    }

    /**
     * Very many keys: indexes are built afterwards, and identities and answers are short, for it is the indexes that a key is
     * looked up and inserted in.
     */
    void manyKeys(int count) {
        List<List<String>> constraints = postgres.rows("""
                SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = 'idempotency_key'::regclass AND contype IN ('p', 'u')
                """);
        List<List<String>> indexes = postgres.rows("""
                SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
                 WHERE indrelid = 'idempotency_key'::regclass
                   AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = 'idempotency_key'::regclass)
                """);
        constraints.forEach(
                constraint -> postgres.run("ALTER TABLE idempotency_key DROP CONSTRAINT " + constraint.get(0)));
        indexes.forEach(index -> postgres.run("DROP INDEX " + index.get(0)));
        postgres.run("""
                INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint,
                        identity, request_id, created_at, status, completed_at, expires_at, resource, response_status,
                        response_body)
                SELECT %1$s, md5(i::text), %2$s, 'order.create', 1, decode(md5(i::text) || md5(i::text), 'hex'),
                       '{}', i::text, now(), 'SUCCEEDED', now(), now() + interval '1 day', '/v1/orders/' || i, 201, '{}'
                  FROM generate_series(1, ?) i
                """.formatted(MERCHANT_ID.formatted("0"), ORDER_ID.formatted("i")), count);
        constraints.forEach(constraint -> postgres.run(
                "ALTER TABLE idempotency_key ADD CONSTRAINT " + constraint.get(0) + " " + constraint.get(1)));
        indexes.forEach(index -> postgres.run(index.get(1)));
        settle();
    }

    /** What a database that has run for a while has: statistics, hint bits, nothing to vacuum. */
    private void settle() {
        postgres.run("VACUUM ANALYZE");
    }

    /** The number of the last seeded order that is not OPEN any more, 0 if none is. */
    long paidUpTo(int count) {
        return postgres.number("SELECT coalesce(max(right(id::text, 12)::bigint), 0) FROM orders"
                + " WHERE status <> 'OPEN' AND right(id::text, 12)::bigint <= " + count
                + " AND id::text LIKE '" + ORDER + "%'");
    }

    /** How much there is of everything that an order or a payment leaves behind. */
    Map<String, Long> counts() {
        var counts = new LinkedHashMap<String, Long>();
        count(counts, "keys", "SELECT count(*) FROM idempotency_key WHERE status = 'SUCCEEDED'");
        count(counts, "undecided keys", "SELECT count(*) FROM idempotency_key WHERE status <> 'SUCCEEDED'");
        count(counts, "orders", "SELECT count(*) FROM orders");
        count(counts, "paid orders", "SELECT count(*) FROM orders WHERE status = 'PAID'");
        count(counts, "payments", "SELECT count(*) FROM payment WHERE status = 'SUCCEEDED'");
        count(counts, "journal entries", "SELECT count(*) FROM ledger_entry");
        count(counts, "captured", "SELECT (coalesce(sum(amount), 0) / " + TOTAL + ")::bigint FROM captured");
        return counts;
    }

    private void count(Map<String, Long> counts, String name, String sql) {
        counts.put(name, postgres.number(sql));
    }
}
