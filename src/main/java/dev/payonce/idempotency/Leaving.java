package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Gives claims back that this process does not work on any more, so that the client's retry need not wait for the end of a
 * lease. Where the database does not answer, it is told again and again for about half a minute; after that, the lease ends
 * by itself. Also knows which claims this process is working on.
 */
@ApplicationScoped
class Leaving {

    private static final int TIMES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    /** As many claims as are told again at a time; a database that is away loses more than that. */
    private static final int AT_ONCE = 256;

    private static final Logger LOG = Logger.getLogger(Leaving.class);

    private final KeyStore keys;
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leaving = new AtomicInteger();

    Leaving(KeyStore keys) {
        this.keys = keys;
    }

    /** Works on a claim, which nobody here gives back meanwhile. */
    <T> Uni<T> holding(Claim claim, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            held.add(claim);
            return work.eventually(() -> held.remove(claim));
        });
    }

    /** The claims that this process is working on. */
    Set<Claim> held() {
        return Set.copyOf(held);
    }

    /** Gives a claim back. Done as soon as it was tried once; never fails. */
    Uni<Void> leave(Claim claim, KeyRecord.Progress progress) {
        return keys.leave(claim, progress)
                .onFailure()
                .invoke(failure -> keepLeaving(claim, progress))
                .onFailure()
                .recoverWithItem(false)
                .replaceWithVoid();
    }

    /** Gives a claim back again and again until it was there: it may have been made, or yet be. Does not wait. */
    void keepLeaving(Claim claim, KeyRecord.Progress progress) {
        if (leaving.incrementAndGet() > AT_ONCE) {
            leaving.decrementAndGet();
            return;
        }
        Uni.createFrom()
                .deferred(() -> held.contains(claim)
                        ? Uni.createFrom().item(true) // the client's retry has it already
                        : keys.leave(claim, progress))
                .onItem()
                .transformToUni(there -> there
                        ? Uni.createFrom().item(claim)
                        : Uni.createFrom().<Claim>failure(new IllegalStateException("no such claim, or not yet")))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(TIMES)
                .onTermination()
                .invoke(leaving::decrementAndGet)
                .subscribe()
                .with(
                        left -> LOG.infof("%s is given back", left),
                        failure -> LOG.debugf("%s could not be given back: %s", claim, failure));
    }
}
