package dev.payonce.reconciliation;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Our side of the comparison. */
@ApplicationScoped
class Books {

    /** One of our movements. */
    record Entry(UUID reference, Movement movement) {}

    private static final int PAGE = 500;

    /**
     * What was booked as moved in the period, within a stretch of references, and is not among some of them; a transfer
     * never was at the gateway.
     */
    private static final String BOOKED_BUT = """
            SELECT id, CASE kind WHEN 'CAPTURE' THEN 'CHARGE' ELSE kind END AS type, 'SUCCEEDED' AS status, amount, currency
              FROM ledger_entry
             WHERE merchant_id = $1 AND id > $2 AND id <= $3 AND booked_at >= $4 AND booked_at < $5
               AND kind <> 'TRANSFER' AND id <> ALL ($6)
             ORDER BY id
             LIMIT $7
            """;

    /** What our books say of some references, whatever became of them and whenever. */
    private static final String KNOWN = """
            SELECT id, 'CHARGE' AS type, status, amount, currency
              FROM payment
             WHERE merchant_id = $1 AND id = ANY ($2)
             UNION ALL
            SELECT id, 'REFUND', status, amount, currency
              FROM refund
             WHERE merchant_id = $1 AND id = ANY ($2)
            """;

    private final Pool pool;

    Books(Pool pool) {
        this.pool = pool;
    }

    /**
     * What was booked from {@code from} (inclusive) to {@code to} (exclusive), above the reference {@code after} and up to
     * {@code last}, but for {@code shown}; read page by page.
     */
    Multi<Entry> bookedBut(UUID merchant, Instant from, Instant to, UUID after, UUID last, Set<UUID> shown) {
        UUID[] excluded = shown.toArray(UUID[]::new);
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(after),
                        begin -> query(
                                        BOOKED_BUT,
                                        Tuple.from(List.of(
                                                merchant,
                                                begin.get(),
                                                last,
                                                from.atOffset(ZoneOffset.UTC),
                                                to.atOffset(ZoneOffset.UTC),
                                                excluded,
                                                PAGE)))
                                .invoke(page -> {
                                    if (!page.isEmpty()) {
                                        begin.set(page.get(page.size() - 1).reference());
                                    }
                                }))
                .whilst(page -> page.size() == PAGE)
                .concatMap(page -> Multi.createFrom().iterable(page));
    }

    /** What our books say of these references; those they do not know are left out. */
    Uni<Map<UUID, Movement>> known(UUID merchant, Set<UUID> references) {
        return query(KNOWN, Tuple.of(merchant, references.toArray(UUID[]::new)))
                .map(known -> known.stream().collect(Collectors.toMap(Entry::reference, Entry::movement)));
    }

    private Uni<List<Entry>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(rows -> {
            var entries = new ArrayList<Entry>(rows.size());
            rows.forEach(row -> entries.add(entry(row)));
            return entries;
        });
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getUUID("id"),
                new Movement(
                        row.getString("type"),
                        row.getString("status"),
                        row.getLong("amount"),
                        row.getString("currency")));
    }
}
