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

    Groups(IdempotencyConfig config, MeterRegistry meters, Onlooker onlooker) {
        this.config = config;
        this.meters = meters;
        this.onlooker = onlooker;
    }

    /**
     * Groups the calls of a rule.
     *
     * @param rule the function of the database, for the metrics
     * @param key of a request
     * @param call of a merchant and his group; has a result for each, in the same sequence
     */
    public <T, R> GroupCommit<T, R> of(
            String rule, Function<T, String> key, BiFunction<UUID, List<T>, Uni<List<R>>> call) {
        return new GroupCommit<>(
                key,
                config.requestTime().dividedBy(2),
                onlooker,
                meters.summary("idempotency.group.size", "rule", rule),
                call);
    }
}
