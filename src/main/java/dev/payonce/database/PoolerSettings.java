package dev.payonce.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;

/** Suits the connections to the pooler that stands between us and PostgreSQL, PgBouncer for instance. */
@ApplicationScoped
public class PoolerSettings {

    /** What every pooler keeps track of; it refuses a connection that begins with another setting. */
    private static final Set<String> TRACKED = Set.of("application_name", "client_encoding", "DateStyle");

    private final Config config;

    PoolerSettings(Config config) {
        this.config = config;
    }

    /** Makes a connection one that the pooler lets through; {@code session} are settings of it for where there is no pooler. */
    public void suit(PgConnectOptions options, Map<String, String> session) {
        session.forEach(options::addProperty);
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
