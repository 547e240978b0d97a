package dev.payonce.simulator;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * The simulator's tables. It makes them itself, where it is on, since the gateway's database is none of the
 * application's: Flyway migrates a production database, which must never hold them.
 */
@ApplicationScoped
class Schema {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    /** The lock's number is arbitrary, and ours alone ("simul" in ASCII). */
    private static final String ONE_PROCESS_AT_A_TIME = "SELECT pg_advisory_xact_lock(495722360172)";

    private static final String TABLES = """
            SET LOCAL client_min_messages = warning; -- that they exist already is no news

            CREATE SCHEMA IF NOT EXISTS simulator;

            -- What was decided about a reference. The primary key is what makes one request one effect.
            CREATE TABLE IF NOT EXISTS simulator.movement (
                reference      uuid        PRIMARY KEY,
                id             uuid        NOT NULL DEFAULT gen_random_uuid(),
                type           text        CHECK (type IN ('CHARGE', 'REFUND')),
                account        uuid,                             -- whose it is; of a refund: the charge's
                charge         uuid,                             -- what a refund gives back
                amount         bigint      CHECK (amount > 0),
                refunded       bigint      NOT NULL DEFAULT 0,   -- of a charge: given back, or on the way
                currency       text,
                payment_method text,                             -- of a refund: the charge's
                decision       text        NOT NULL CHECK (decision IN ('ACCEPTED', 'REFUSED', 'BARRED')),
                failure_code   text,
                execute_at     timestamptz,                      -- in the future: under way
                CHECK ((decision = 'ACCEPTED') = (execute_at IS NOT NULL)),
                CHECK ((decision = 'REFUSED') = (failure_code IS NOT NULL)),
                CHECK ((decision = 'BARRED') = (type IS NULL AND amount IS NULL AND currency IS NULL)),
                CHECK (refunded BETWEEN 0 AND coalesce(amount, 0))
            );

            -- pm_flaky counts, and counts on after a restart.
            CREATE TABLE IF NOT EXISTS simulator.attempt (
                reference uuid    PRIMARY KEY,
                attempts  integer NOT NULL
            );
            """;

    /** Waits: the tables must stand before the first request comes, and this thread is the starting one. */
    void create(@Observes StartupEvent starting, SimulatorConfig config, Pool pool) {
        if (!config.enabled()) {
            return;
        }
        // IF NOT EXISTS alone is not safe when two processes start at once: both may find nothing, and one then fails.
        pool.withTransaction(connection -> connection
                        .query(ONE_PROCESS_AT_A_TIME)
                        .execute()
                        .chain(locked -> connection.query(TABLES).execute()))
                .await()
                .atMost(AT_MOST);
    }
}
