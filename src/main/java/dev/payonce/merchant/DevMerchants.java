package dev.payonce.merchant;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Makes the two merchants that development and tests know. A packaged application does not contain this bean. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class DevMerchants {

    private record Known(String id, String name, String key) {}

    private static final List<Known> KNOWN = List.of(
            new Known("00000000-0000-7000-8000-00000000ac3e", "acme", "sk_dev_acme"),
            new Known("00000000-0000-7000-8000-00000910be88", "globex", "sk_dev_globex"));

    private final Pool pool;

    DevMerchants(Pool pool) {
        this.pool = pool;
    }

    /** Waits: nothing is served before the start is over, and this is not an event loop. */
    void on(@Observes StartupEvent start) {
        for (Known each : KNOWN) {
            pool.preparedQuery("""
                            INSERT INTO merchant (id, name, api_key_sha256)
                            VALUES ($1, $2, $3)
                            ON CONFLICT DO NOTHING -- there from an earlier start""")
                    .execute(Tuple.of(
                            UUID.fromString(each.id()),
                            each.name(),
                            io.vertx.core.buffer.Buffer.buffer(
                                    ApiKey.presented(each.key()).sha256())))
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
    }
}
