package dev.payonce.idempotency;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Does work that concerns all tenants so that a part of the database that is away delays nobody but the tenants in it. One
 * query over all tenants is much cheaper than one for each; where it fails, the tenants are asked for one by one.
 */
@ApplicationScoped
public class EachTenant {

    /** Below every tenant. */
    static final UUID LOWEST = new UUID(0, 0);

    static final UUID HIGHEST = new UUID(-1, -1);

    private static final int PAGE = 100;
    private static final Logger LOG = Logger.getLogger(EachTenant.class);

    private final Instance<Tenants> tenants;

    EachTenant(Instance<Tenants> tenants) {
        this.tenants = tenants;
    }

    /**
     * Does a job for one tenant after the other; what fails for one is left for the next turn.
     *
     * @param next the next tenant above the one named that has something to do, or none; asked about all of them at once
     */
    public Uni<Void> oneAfterTheOther(Function<UUID, Uni<List<UUID>>> next, Function<UUID, Uni<Void>> job) {
        // Repeated and not recursive: as many turns as it takes, on a stack that does not grow with them.
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(LOWEST), last -> above(last, next))
                .whilst(Optional::isPresent)
                .onItem()
                .transformToUniAndConcatenate(tenant -> tenant.map(due -> apart(due, job.apply(due), null))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .collect()
                .last()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("A job for all stops for now and tries again at its next turn: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Optional<UUID>> above(AtomicReference<UUID> last, Function<UUID, Uni<List<UUID>>> next) {
        UUID after = last.get();
        return orAll(next.apply(after), after, 1)
                .map(found -> found.stream().findFirst())
                .invoke(found -> found.ifPresent(last::set));
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
                .invoke(failure ->
                        LOG.warnf("What is to be done for %s is left for the next turn: %s", tenant, failure))
                .onFailure()
                .recoverWithItem(otherwise);
    }
}
