package dev.payonce.webhook;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.payonce.idempotency.EachTenant;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Shows how far deliveries are behind, those of all instances: each shows what the database has, as of its last look. */
@ApplicationScoped
class Backlog {

    private static final String LOOK_EVERY = "10s";

    /**
     * Deliveries that have to get through to endpoints that are enabled.
     *
     * @param pending how many there are
     * @param overdue for how many seconds the one that waits longest has been due, or an event has had no delivery
     */
    record Behind(long pending, double overdue) {

        static final Behind NOTHING = new Behind(0, 0);

        Behind plus(Behind other) {
            return new Behind(pending + other.pending, Math.max(overdue, other.overdue));
        }
    }

    private final WebhookStore store;
    private final EachTenant eachTenant;
    private final AtomicReference<Behind> behind = new AtomicReference<>(Behind.NOTHING);

    Backlog(WebhookStore store, EachTenant eachTenant, MeterRegistry meters) {
        this.store = store;
        this.eachTenant = eachTenant;
        meters.gauge("webhook.pending", behind, it -> it.get().pending());
        meters.more()
                .timeGauge(
                        "webhook.overdue",
                        List.of(),
                        behind,
                        SECONDS,
                        it -> it.get().overdue());
    }

    @Scheduled(every = LOOK_EVERY, concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        var sum = new AtomicReference<>(Behind.NOTHING);
        return eachTenant
                .oneAfterTheOther(store::nextMerchant, merchant -> add(merchant, sum))
                .invoke(() -> behind.set(sum.get()));
    }

    private Uni<Void> add(UUID merchant, AtomicReference<Behind> sum) {
        return store.behind(merchant)
                .invoke(one -> sum.accumulateAndGet(one, Behind::plus))
                .replaceWithVoid();
    }
}
