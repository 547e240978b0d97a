package dev.payonce.http;

import dev.payonce.database.PoolerSettings;
import dev.payonce.idempotency.IdempotencyConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the one pool through which every statement of the application goes, Hibernate's and the jobs' too, so that each has
 * its bounds here. A statement has half of a request's time to wait for a connection, and the other half to be answered;
 * past that its connection is closed. So many wait at a time as {@link LoadShedder} lets in.
 *
 * <p>The server is told, too: what nobody waits for any more must not take effect later.
 */
@Singleton
class DatabaseQueue implements PgPoolCreator {

    private final LoadShedder.Config admission;
    private final long statementMillis;
    private final PoolerSettings pooler;
    private final Counter late;

    DatabaseQueue(LoadShedder.Config admission, IdempotencyConfig config, PoolerSettings pooler, MeterRegistry meters) {
        this.admission = admission;
        this.statementMillis = config.requestTime().toMillis() / 2;
        this.pooler = pooler;
        this.late = meters.counter("deadlines.hit", "deadline", "statement");
    }

    @Override
    public Pool create(Input wanted) {
        return PgBuilder.pool()
                .using(wanted.vertx())
                .with(wanted.poolOptions()
                        .setMaxWaitQueueSize(admission.atOnce())
                        .setConnectionTimeout(Math.toIntExact(statementMillis))
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(wanted.pgConnectOptionsList().stream()
                        .<SqlConnectOptions>map(this::bounded)
                        .toList())
                .withConnectHandler(connection -> ConnectionGuard.install(connection, statementMillis, late::increment))
                .build();
    }

    private PgConnectOptions bounded(PgConnectOptions options) {
        options.setConnectTimeout(Math.toIntExact(statementMillis));
        pooler.suit(options, session());
        return options;
    }

    /**
     * Times in milliseconds: the server gives up before we do, since its answer says more than a closed connection.
     *
     * <p>Every statement of ours finds its rows by an index. A session plans each of them once, from what the tables were then; one
     * that was nearly empty it would read from end to end for each request, however large it has become, until somebody analyzes it.
     * Nor is there anything to win by planning one anew for the arguments of each call, or by compiling one to machine code: it takes
     * seconds where the statement takes milliseconds, and is done for what a plan of all arguments may cost at most.
     */
    private Map<String, String> session() {
        return Map.of(
                "lock_timeout", Long.toString(statementMillis * 8 / 10),
                "statement_timeout", Long.toString(statementMillis * 9 / 10),
                "enable_seqscan", "off",
                "plan_cache_mode", "force_generic_plan",
                "jit", "off",
                "idle_in_transaction_session_timeout", Long.toString(statementMillis),
                // How often a running statement asks whether its client is still there.
                "client_connection_check_interval", Long.toString(Math.min(statementMillis, 1000)));
    }
}
