package dev.payonce.merchant;

import dev.payonce.clock.Ids;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds merchants by their api keys, and makes new ones. */
@ApplicationScoped
class Merchants {

    /** Within this and a lookup, a key that was revoked is refused by every instance; the contract allows five seconds. */
    private static final long FRESH_NANOS = Duration.ofSeconds(4).toNanos();

    /** An api key that was right when it was looked at. */
    record Known(SecurityIdentity identity, long readAt) {

        /** Whether it was looked at so lately that it need not be now. */
        boolean isFresh() {
            return System.nanoTime() - readAt < FRESH_NANOS;
        }
    }

    /** A new merchant and its key, which cannot be read again. */
    record Created(UUID id, String name, ApiKey key) {}

    private final CaffeineCache cache;
    private final MerchantStore store;
    private final LastUses lastUses;
    private final Ids ids;
    private final SecureRandom random;
    private final AtomicInteger forgotten = new AtomicInteger();

    Merchants(
            @CacheName("merchants") Cache cache, MerchantStore store, LastUses lastUses, Ids ids, SecureRandom random) {
        this.cache = cache.as(CaffeineCache.class);
        this.store = store;
        this.lastUses = lastUses;
        this.ids = ids;
        this.random = random;
    }

    /**
     * What is remembered of this key, or null. Only keys found are remembered, and only by their digest: guessing keys
     * fills no cache, and a new key works at once.
     */
    Known known(ApiKey key) {
        CompletableFuture<Known> remembered = cache.getIfPresent(digest(key.sha256()));
        return remembered == null ? null : remembered.getNow(null);
    }

    /** Looks the key up and remembers whose it is, or returns null where it is nobody's, or revoked. */
    Uni<Known> lookUp(ApiKey key) {
        byte[] sha256 = key.sha256();
        long begun = System.nanoTime();
        int before = forgotten.get();
        return store.find(sha256)
                .chain(found -> found == null
                        ? forget(sha256).replaceWith((Known) null)
                        : Uni.createFrom().item(remember(sha256, found, begun, before)));
    }

    private Known remember(byte[] sha256, MerchantStore.Found found, long begun, int before) {
        // Busy or not, a key is looked up once in some seconds: so often its use is noted.
        lastUses.add(new MerchantStore.Used(found.caller().merchant(), found.keyId()));
        Known known = new Known(Credentials.of(found.caller()), begun);
        if (forgotten.get() == before) { // else it may be this one that was revoked since it was read
            cache.put(digest(sha256), CompletableFuture.completedFuture(known));
        }
        return known;
    }

    /** Looks at the key of this digest anew when it comes next. */
    Uni<Void> forget(byte[] sha256) {
        forgotten.incrementAndGet();
        return cache.invalidate(digest(sha256));
    }

    private static String digest(byte[] sha256) {
        return HexFormat.of().formatHex(sha256);
    }

    Uni<Created> create(String name) {
        Created made = new Created(ids.next(), name, ApiKey.random(random));
        return store.make(made.id(), name, ids.next(), made.key()).replaceWith(made);
    }
}
