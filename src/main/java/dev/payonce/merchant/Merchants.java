package dev.payonce.merchant;

import dev.payonce.http.Ids;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.hibernate.reactive.panache.Panache;
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
    record Created(Merchant merchant, ApiKey key) {}

    private final CaffeineCache known;
    private final Ids ids;
    private final SecureRandom random;

    Merchants(@CacheName("merchants") Cache known, Ids ids, SecureRandom random) {
        this.known = known.as(CaffeineCache.class);
        this.ids = ids;
        this.random = random;
    }

    /**
     * The id of the merchant with this key, or null where nobody has it. Only merchants found are remembered, and only
     * by their key's digest: guessing keys fills no cache, and a new merchant's key works at once.
     */
    Uni<UUID> idOf(ApiKey key) {
        byte[] sha256 = key.sha256();
        String digest = HexFormat.of().formatHex(sha256);
        CompletableFuture<UUID> remembered = known.getIfPresent(digest);
        return remembered != null
                ? Uni.createFrom().completionStage(remembered)
                : find(sha256)
                        .onItem()
                        .ifNotNull()
                        .invoke(id -> known.put(digest, CompletableFuture.completedFuture(id)));
    }

    private static Uni<UUID> find(byte[] sha256) {
        return Panache.withSession(
                        () -> Merchant.<Merchant>find("apiKeySha256", sha256).firstResult())
                .onItem()
                .ifNotNull()
                .transform(merchant -> merchant.id);
    }

    Uni<Created> create(String name) {
        ApiKey key = ApiKey.random(random);
        Merchant merchant = new Merchant(ids.next(), name, key);
        return Panache.withTransaction(merchant::persist).replaceWith(new Created(merchant, key));
    }
}
