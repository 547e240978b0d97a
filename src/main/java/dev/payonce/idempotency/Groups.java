package dev.payonce.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes {@linkplain GroupCommit groups} of what one merchant's requests ask the database for at the same time. */
@ApplicationScoped
public class Groups {

    private final IdempotencyConfig config;
    private final MeterRegistry meters;
    private final Onlooker onlooker;
    private final KeyStore keys;

    Groups(IdempotencyConfig config, MeterRegistry meters, Onlooker onlooker, KeyStore keys) {
        this.config = config;
        this.meters = meters;
        this.onlooker = onlooker;
        this.keys = keys;
    }

    /**
     * Groups the calls of a rule.
     *
     * @param rule the function of the database, for the metrics
     * @param key of a request
     * @param call of a merchant and his group; has an outcome for each, in the same sequence
     */
    public <T> GroupCommit<T, Outcome> of(
            String rule, Function<T, String> key, BiFunction<UUID, List<T>, Uni<List<Outcome>>> call) {
        return of(rule, key, call, keys::standing);
    }

    /**
     * Groups the calls of a statement.
     *
     * @param standing what stands under a merchant's key, or null
     */
    public <T, R> GroupCommit<T, R> of(
            String name,
            Function<T, String> key,
            BiFunction<UUID, List<T>, Uni<List<R>>> call,
            BiFunction<UUID, String, Uni<R>> standing) {
        return new GroupCommit<>(
                key,
                config.requestTime().dividedBy(2),
                onlooker,
                meters.summary("idempotency.group.size", "rule", name),
                call,
                standing);
    }
}
