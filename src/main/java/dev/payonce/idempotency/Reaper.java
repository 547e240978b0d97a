package dev.payonce.idempotency;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Deletes keys that are past their tombstone, in batches of one short statement each: a claim never waits for it, and a
 * million old rows are a thousand statements. What is undecided is never deleted, however old.
 */
@ApplicationScoped
class Reaper {

    /** Some milliseconds of work each. */
    private static final int BATCH = 1000;

    private static final UUID LOWEST = new UUID(0, 0);
    private static final Logger LOG = Logger.getLogger(Reaper.class);

    private final KeyStore keys;

    Reaper(KeyStore keys) {
        this.keys = keys;
    }

    /** Deletes all that is due, one merchant after the other. */
    @Scheduled(every = "${payonce.reaper-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> run() {
        return merchantsAbove(LOWEST)
                .onFailure()
                .invoke(failure -> LOG.warn("The reaper stops for now and tries again at its next turn", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> merchantsAbove(UUID merchant) {
        return keys.nextMerchant(merchant)
                .onItem()
                .ifNotNull()
                .transformToUni(next -> reap(next, LOWEST).chain(() -> merchantsAbove(next)));
    }

    /** Goes on as long as there is something to delete: behind the first batch without, all are younger. */
    private Uni<Void> reap(UUID merchant, UUID after) {
        return keys.reap(merchant, after, BATCH).chain(reaped -> {
            if (reaped.keys() == 0) {
                return Uni.createFrom().voidItem();
            }
            CrashPoint.IN_REAPER.reached();
            LOG.debugf("reaped %d keys", reaped.keys());
            return reap(merchant, reaped.last());
        });
    }
}
