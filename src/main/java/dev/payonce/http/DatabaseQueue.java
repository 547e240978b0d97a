package dev.payonce.http;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Bounds the statements that wait for a connection, which Quarkus has no setting for. Only {@link LoadShedder} lets
 * statements in, and so few; but a client that hangs up leaves its statement behind, and could come again.
 *
 * <p>Every statement of the application goes through this pool, Hibernate's too, so each connection is guarded here.
 */
@Singleton
class DatabaseQueue implements PgPoolCreator {

    private final LoadShedder.Config admission;

    DatabaseQueue(LoadShedder.Config admission) {
        this.admission = admission;
    }

    @Override
    public Pool create(Input wanted) {
        return PgBuilder.pool()
                .using(wanted.vertx())
                .with(wanted.poolOptions().setMaxWaitQueueSize(admission.atOnce()))
                .connectingTo(List.copyOf(wanted.pgConnectOptionsList()))
                .withConnectHandler(ConnectionGuard::install)
                .build();
    }
}
