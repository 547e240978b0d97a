package dev.payonce.merchant;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Remembers which api keys were used, and writes that for all of them at once. A crash forgets some seconds of it. */
@ApplicationScoped
class LastUses {

    private static final Logger LOG = Logger.getLogger(LastUses.class);

    private final MerchantStore store;
    private final Set<MerchantStore.Used> used = ConcurrentHashMap.newKeySet();

    LastUses(MerchantStore store) {
        this.store = store;
    }

    void add(MerchantStore.Used key) {
        used.add(key);
    }

    @Scheduled(every = "${payonce.credentials.used-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> write() {
        Set<MerchantStore.Used> now = Set.copyOf(used);
        if (now.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        used.removeAll(now);
        return store.noteUses(now).onFailure().recoverWithItem(failure -> {
            used.addAll(now);
            LOG.warnf("The last uses of api keys are written later: %s", failure);
            return null;
        });
    }
}
