package dev.payonce.merchant;

import dev.payonce.http.Caller;
import dev.payonce.http.Ids;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Finds merchants by their api key, and makes new ones. */
@ApplicationScoped
class Merchants {

    /** A new merchant and its key, which cannot be read again. */
    record Created(UUID id, String name, ApiKey key) {}

    private final CaffeineCache known;
    private final MerchantStore store;
    private final Ids ids;
    private final SecureRandom random;

    Merchants(@CacheName("merchants") Cache known, MerchantStore store, Ids ids, SecureRandom random) {
        this.known = known.as(CaffeineCache.class);
        this.store = store;
        this.ids = ids;
        this.random = random;
    }

    /**
     * Whose key this is, or null where it is nobody's. Only merchants found are remembered, and only by their key's
     * digest: guessing keys fills no cache, and a new merchant's key works at once.
     */
    Uni<Caller> callerWith(ApiKey key) {
        byte[] sha256 = key.sha256();
        String digest = HexFormat.of().formatHex(sha256);
        CompletableFuture<Caller> remembered = known.getIfPresent(digest);
        return remembered != null
                ? Uni.createFrom().completionStage(remembered)
                : store.find(sha256)
                        .onItem()
                        .ifNotNull()
                        .invoke(caller -> known.put(digest, CompletableFuture.completedFuture(caller)));
    }

    Uni<Created> create(String name) {
        Created made = new Created(ids.next(), name, ApiKey.random(random));
        return store.make(made.id(), name, ids.next(), made.key()).replaceWith(made);
    }
}
