package dev.payonce.idempotency;

import dev.payonce.idempotency.KeyStore.Reaped;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Deletes keys that are past their tombstone, in batches of one short statement each: a claim never waits for it, and a
 * million old rows are a thousand statements. What is undecided is never deleted, however old. Any number of instances
 * may be at it: each skips what another is deleting.
 */
@ApplicationScoped
class Reaper {

    /** Some milliseconds of work each. */
    private static final int BATCH = 1000;

    /** Between two batches the database has time for others: for most of the time, however much there is to delete. */
    private static final Duration REST = Duration.ofMillis(20);

    private static final OffsetDateTime EARLIEST = Instant.EPOCH.atOffset(ZoneOffset.UTC);
    private static final Logger LOG = Logger.getLogger(Reaper.class);

    private final KeyStore keys;
    private final EachTenant eachTenant;
    private final Counter reaped;

    Reaper(KeyStore keys, EachTenant eachTenant, MeterRegistry meters) {
        this.keys = keys;
        this.eachTenant = eachTenant;
        this.reaped = meters.counter("idempotency.reaped");
    }

    /** Deletes all that is due, one merchant after the other. */
    @Scheduled(every = "${payonce.reaper-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return eachTenant.oneAfterTheOther(keys::nextMerchant, this::reap);
    }

    private Uni<Void> reap(UUID merchant) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(EARLIEST), from -> batch(merchant, from))
                .withDelay(REST)
                .whilst(batch -> batch.keys() == BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Reaped> batch(UUID merchant, AtomicReference<OffsetDateTime> from) {
        return keys.reap(merchant, from.get(), BATCH).invoke(batch -> {
            if (batch.keys() > 0) {
                from.set(batch.last());
                reaped.increment(batch.keys());
                CrashPoint.IN_REAPER.reached();
                LOG.debugf("reaped %d keys", batch.keys());
            }
        });
    }
}
