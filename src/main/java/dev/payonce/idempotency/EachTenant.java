package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * Work on the keys of all tenants that a part of the database that is away stops for nobody but the tenants in it. One question
 * about all of them is much cheaper than one for each; where it fails, the tenants are gone through one by one.
 */
@ApplicationScoped
class EachTenant {

    /** Below every tenant that has keys. */
    static final UUID LOWEST = new UUID(0, 0);

    static final UUID HIGHEST = new UUID(-1, -1);

    private static final int PAGE = 100;
    private static final Logger LOG = Logger.getLogger(EachTenant.class);

    private final Instance<Tenants> tenants;

    EachTenant(Instance<Tenants> tenants) {
        this.tenants = tenants;
    }

    /** The next of the tenants that a question about all of them finds; where it fails, the next of all. */
    Uni<List<UUID>> orAll(Uni<List<UUID>> found, UUID after, int limit) {
        return tenants.isResolvable()
                ? found.onFailure().recoverWithUni(() -> tenants.get().after(after, limit))
                : found;
    }

    /** The counts of all tenants, from the first to the last; where that fails, those of all that can be asked. */
    Uni<KeyStore.Open> sum(BiFunction<UUID, UUID, Uni<KeyStore.Open>> count) {
        Uni<KeyStore.Open> all = count.apply(LOWEST, HIGHEST);
        return tenants.isResolvable()
                ? all.onFailure().recoverWithUni(() -> sum(count, LOWEST, KeyStore.Open.NONE))
                : all;
    }

    private Uni<KeyStore.Open> sum(BiFunction<UUID, UUID, Uni<KeyStore.Open>> count, UUID after, KeyStore.Open before) {
        return tenants.get().after(after, PAGE).chain(page -> {
            Uni<KeyStore.Open> sum = Uni.createFrom().item(before);
            for (UUID tenant : page) {
                sum = sum.chain(others -> apart(tenant, count.apply(tenant, tenant), KeyStore.Open.NONE)
                        .map(others::plus));
            }
            return page.isEmpty() ? sum : sum.chain(total -> sum(count, page.get(page.size() - 1), total));
        });
    }

    /** One tenant's work, whose failure is its own. */
    static <T> Uni<T> apart(UUID tenant, Uni<T> work, T otherwise) {
        return work.onFailure()
                .invoke(failure -> LOG.warnf("The keys of %s are left for the next turn: %s", tenant, failure))
                .onFailure()
                .recoverWithItem(otherwise);
    }
}
