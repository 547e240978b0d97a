package dev.payonce.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SimulatorSchemaTest {

    @Inject
    Pool pool;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Test
    void manyProcessesMayStartAtOnceOnAnEmptyDatabase() {
        pool.query("CREATE DATABASE simulators").execute().await().indefinitely();
        PgConnectOptions options = PgConnectOptions.fromUri(url).setUser(user).setDatabase("simulators");
        List<Pool> processes = IntStream.range(0, 8)
                .mapToObj(i -> PgBuilder.pool().connectingTo(options).build())
                .toList();

        List<CompletableFuture<Void>> starts = processes.stream()
                .map(process -> CompletableFuture.runAsync(() -> new Schema().create(null, () -> true, process)))
                .toList();
        starts.forEach(CompletableFuture::join);

        Uni<Long> tables = processes
                .get(0)
                .query("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'simulator'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
        assertEquals(2, tables.await().indefinitely());
        processes.forEach(Pool::closeAndAwait);
    }
}
