package dev.payonce.event;

import dev.payonce.idempotency.EachTenant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * Deletes events that were kept long enough, in batches of one short statement each, one merchant after the other. Any number
 * of instances may be at it: each skips what another is deleting.
 */
@ApplicationScoped
class EventReaper {

    /** Some milliseconds of work each. */
    private static final int BATCH = 1000;

    /** Between two batches the database has time for others. */
    private static final Duration REST = Duration.ofMillis(20);

    private final EventStore store;
    private final EventConfig config;
    private final EachTenant eachTenant;
    private final Counter reaped;

    EventReaper(EventStore store, EventConfig config, EachTenant eachTenant, MeterRegistry meters) {
        this.store = store;
        this.config = config;
        this.eachTenant = eachTenant;
        this.reaped = meters.counter("events.reaped");
    }

    @Scheduled(every = "${payonce.reaper-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return eachTenant.oneAfterTheOther(store::nextMerchant, this::reap);
    }

    private Uni<Void> reap(UUID merchant) {
        return Multi.createBy()
                .repeating()
                .uni(() -> store.reap(merchant, config.retention(), BATCH).invoke(count -> reaped.increment(count)))
                .withDelay(REST)
                .whilst(batch -> batch == BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
