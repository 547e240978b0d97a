package dev.payonce.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import java.util.Set;

/** Suits the connections to the pooler that stands between us and PostgreSQL, PgBouncer for instance. */
@Decorator
@Priority(1)
class PoolerSettings implements PgPoolCreator {

    /** What every pooler keeps track of; it refuses a connection that begins with another setting. */
    private static final Set<String> TRACKED = Set.of("application_name", "client_encoding", "DateStyle");

    private final PgPoolCreator creator;
    private final Config config;

    PoolerSettings(@Delegate PgPoolCreator creator, Config config) {
        this.creator = creator;
        this.config = config;
    }

    @Override
    public Pool create(Input wanted) {
        wanted.pgConnectOptionsList().forEach(this::suit);
        return creator.create(wanted);
    }

    private void suit(PgConnectOptions options) {
        if (config.pooler() != Pooler.NONE) {
            options.getProperties().keySet().retainAll(TRACKED);
        }
        if (config.pooler() == Pooler.TRANSACTION) {
            options.setCachePreparedStatements(false);
            options.setUseLayer7Proxy(true); // parses, binds and executes in one go, which is never torn apart
        }
    }

    @ConfigMapping(prefix = "payonce")
    interface Config {

        @WithDefault("none")
        Pooler pooler();
    }

    /** What stands between us and PostgreSQL. */
    enum Pooler {
        NONE,
        /** Gives us a session of PostgreSQL for as long as we are connected. */
        SESSION,
        /** Gives it to others after each transaction, so that nothing we have prepared in it is there the next time. */
        TRANSACTION
    }
}
