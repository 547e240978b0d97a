package dev.payonce.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that a request would find the database: it is asked over the connections that requests have. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

    private static final String NAME = "PostgreSQL";

    /** As long as a balancer waits at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration MOMENT = Duration.ofMillis(25);
    private static final int ATTEMPTS = 4;

    private final Pool pool;

    DatabaseReadiness(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("SELECT 1")
                .execute()
                // The connection had ended, and so have others perhaps: in a moment that is noticed, and there are new
                // ones.
                .onFailure()
                .retry()
                .withBackOff(MOMENT)
                .atMost(ATTEMPTS)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(answered -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.down(NAME));
    }
}
