package dev.payonce.simulator;

import dev.payonce.simulator.StatementResource.Entry;
import dev.payonce.simulator.StatementResource.Filter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The simulator's SQL: each method is one statement, which is one transaction. */
@ApplicationScoped
class SimulatorStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private final Pool pool;

    SimulatorStore(Pool pool) {
        this.pool = pool;
    }

    /** Accepts a charge; empty where the reference has been decided already, perhaps this very moment. */
    Uni<Optional<Movement>> accept(ChargeRequest charge, Duration after) {
        return decided(
                // The primary key decides between duplicates, and between a charge and a bar; the loser waits for the
                // winner's commit, gets no row, and reads the winner's in a statement of its own (the snapshot of this
                // one is too old to see it).
                """
                INSERT INTO simulator.movement
                       (reference, account, type, amount, currency, payment_method, decision, execute_at)
                VALUES ($1, $6, 'CHARGE', $2, $3, $4, 'ACCEPTED', now() + make_interval(secs => $5))
                ON CONFLICT (reference) DO NOTHING
                RETURNING *, now() AS clock
                """,
                Tuple.of(
                        charge.reference(),
                        charge.amount(),
                        charge.currency(),
                        charge.paymentMethod(),
                        seconds(after),
                        charge.account()));
    }

    /** Refuses a charge for good; empty where the reference has been decided already. */
    Uni<Optional<Movement>> refuse(ChargeRequest charge, String failureCode) {
        return decided(
                """
                INSERT INTO simulator.movement
                       (reference, account, type, amount, currency, payment_method, decision, failure_code)
                VALUES ($1, $6, 'CHARGE', $2, $3, $4, 'REFUSED', $5)
                ON CONFLICT (reference) DO NOTHING
                RETURNING *, now() AS clock
                """,
                Tuple.of(
                        charge.reference(),
                        charge.amount(),
                        charge.currency(),
                        charge.paymentMethod(),
                        failureCode,
                        charge.account()));
    }

    /**
     * Accepts a refund and takes it off its charge, both or neither; empty where the reference has been decided already
     * or the charge does not hold that much any more.
     */
    Uni<Optional<Movement>> accept(RefundRequest refund, Duration after) {
        return decided(
                        """
                WITH charge AS (
                    UPDATE simulator.movement
                       SET refunded = refunded + $3
                     WHERE reference = $2
                       -- checked again after waiting for another refund's lock on the charge: never too much
                       AND refunded + $3 <= amount
                       -- a repetition changes nothing
                       AND NOT EXISTS (SELECT FROM simulator.movement WHERE reference = $1)
                 RETURNING payment_method, account
                )
                INSERT INTO simulator.movement
                       (reference, account, type, charge, amount, currency, payment_method, decision, execute_at)
                SELECT $1, account, 'REFUND', $2, $3, $4, payment_method, 'ACCEPTED', now() + make_interval(secs => $5)
                  FROM charge
                -- no ON CONFLICT: a duplicate that slipped past NOT EXISTS must take its UPDATE back as well
                RETURNING *, now() AS clock
                """,
                        Tuple.of(
                                refund.reference(),
                                refund.charge(),
                                refund.amount(),
                                refund.currency(),
                                seconds(after)))
                .onFailure(SimulatorStore::isDuplicate)
                .recoverWithItem(Optional.empty());
    }

    /** Refuses a refund for good; empty where the reference has been decided already. */
    Uni<Optional<Movement>> refuse(RefundRequest refund, String paymentMethod, String failureCode) {
        return decided(
                """
                INSERT INTO simulator.movement
                       (reference, account, type, charge, amount, currency, payment_method, decision, failure_code)
                VALUES ($1, (SELECT account FROM simulator.movement WHERE reference = $2), 'REFUND', $2, $3, $4, $5,
                       'REFUSED', $6)
                ON CONFLICT (reference) DO NOTHING
                RETURNING *, now() AS clock
                """,
                Tuple.from(List.of(refund.reference(), refund.charge(), refund.amount(), refund.currency()))
                        .addString(paymentMethod)
                        .addString(failureCode));
    }

    /** Bars a reference; empty where it has been decided already. */
    Uni<Optional<Movement>> bar(UUID reference) {
        return decided("""
                INSERT INTO simulator.movement (reference, decision)
                VALUES ($1, 'BARRED')
                ON CONFLICT (reference) DO NOTHING
                RETURNING *, now() AS clock
                """, Tuple.of(reference));
    }

    /** What was decided about a reference. */
    Uni<Optional<Movement>> find(UUID reference) {
        return decided("""
                SELECT *, now() AS clock
                  FROM simulator.movement
                 WHERE reference = $1
                """, Tuple.of(reference));
    }

    /** Counts an attempt and says the how manieth it is, from 1. */
    Uni<Integer> attempt(UUID reference) {
        return pool.preparedQuery("""
                        INSERT INTO simulator.attempt AS known (reference, attempts)
                        VALUES ($1, 1)
                        ON CONFLICT (reference) DO UPDATE SET attempts = known.attempts + 1
                        RETURNING attempts
                        """)
                .execute(Tuple.of(reference))
                .map(rows -> rows.iterator().next().getInteger("attempts"));
    }

    /** What really moved, in the order of the references. */
    Uni<List<Entry>> statement(Filter filter) {
        return pool.preparedQuery("""
                        SELECT id, type, reference, amount, currency, payment_method, execute_at
                          FROM simulator.movement
                         WHERE decision = 'ACCEPTED'
                           AND execute_at <= now()                                 -- not what is still under way
                           AND ($1::uuid IS NULL OR reference = $1)
                           AND ($2::timestamptz IS NULL OR execute_at >= $2)
                           AND ($3::timestamptz IS NULL OR execute_at < $3)
                           AND ($6::uuid IS NULL OR account = $6)
                           AND ($4::uuid IS NULL OR reference > $4)                -- the last of the page before
                         ORDER BY reference
                         LIMIT $5
                        """)
                .execute(Tuple.of(
                        filter.reference(),
                        filter.from(),
                        filter.to(),
                        filter.cursor(),
                        filter.limit(),
                        filter.account()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Entry::of)
                        .toList());
    }

    private Uni<Optional<Movement>> decided(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(SimulatorStore::first);
    }

    private static Optional<Movement> first(RowSet<Row> rows) {
        return rows.rowCount() == 0
                ? Optional.empty()
                : Optional.of(Movement.of(rows.iterator().next()));
    }

    private static boolean isDuplicate(Throwable fault) {
        return fault instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
