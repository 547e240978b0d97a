package dev.payonce.merchant;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.clock.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;

/** Makes, lists and revokes a merchant's api keys. */
@ApplicationScoped
class ApiKeys {

    /** A new key, which cannot be read again. */
    record Created(ApiKeyView view, ApiKey key) {}

    private final MerchantStore store;
    private final Merchants merchants;
    private final Ids ids;
    private final SecureRandom random;

    ApiKeys(MerchantStore store, Merchants merchants, Ids ids, SecureRandom random) {
        this.store = store;
        this.merchants = merchants;
        this.ids = ids;
        this.random = random;
    }

    /** Another key of the merchant; null where there is no such merchant. */
    Uni<Created> create(UUID merchant, String name) {
        ApiKey key = ApiKey.random(random);
        return store.addKey(merchant, ids.next(), name, key)
                .onItem()
                .ifNotNull()
                .transform(view -> new Created(view, key));
    }

    /** The merchant's keys, revoked ones included, newest first; null where there is no such merchant. */
    Uni<Page<ApiKeyView>> list(UUID merchant, Cursor cursor) {
        return store.keys(merchant, cursor)
                .onItem()
                .ifNotNull()
                .transform(keys -> Page.of(keys, cursor, ApiKeyView::createdAt, ApiKeyView::id, view -> view));
    }

    /** Whether there is such a key; from now on it is refused: here at once, elsewhere within five seconds. */
    Uni<Boolean> revoke(UUID merchant, UUID id) {
        return store.revoke(merchant, id)
                .onItem()
                .ifNotNull()
                .transformToUni(sha256 -> merchants.forget(sha256).replaceWith(true));
    }
}
