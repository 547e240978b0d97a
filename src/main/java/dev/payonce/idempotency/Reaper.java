package dev.payonce.idempotency;

import dev.payonce.idempotency.KeyStore.Reaped;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
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

    Reaper(KeyStore keys, EachTenant eachTenant) {
        this.keys = keys;
        this.eachTenant = eachTenant;
    }

    /** Deletes all that is due, one merchant after the other. */
    @Scheduled(every = "${payonce.reaper-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        // Repeated and not recursive: as many turns as it takes, on a stack that does not grow with them.
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(EachTenant.LOWEST), this::next)
                .whilst(Optional::isPresent)
                .onItem()
                .transformToUniAndConcatenate(merchant -> merchant.map(due -> EachTenant.apart(due, reap(due), null))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.warnf("The reaper stops for now and tries again at its next turn: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Optional<UUID>> next(AtomicReference<UUID> merchant) {
        UUID after = merchant.get();
        return eachTenant
                .orAll(keys.nextMerchant(after), after, 1)
                .map(next -> next.stream().findFirst())
                .invoke(next -> next.ifPresent(merchant::set));
    }

    private Uni<Void> reap(UUID merchant) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(EARLIEST), from -> batch(merchant, from))
                .withDelay(REST)
                .whilst(reaped -> reaped.keys() == BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Reaped> batch(UUID merchant, AtomicReference<OffsetDateTime> from) {
        return keys.reap(merchant, from.get(), BATCH).invoke(reaped -> {
            if (reaped.keys() > 0) {
                from.set(reaped.last());
                CrashPoint.IN_REAPER.reached();
                LOG.debugf("reaped %d keys", reaped.keys());
            }
        });
    }
}
