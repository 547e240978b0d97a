package dev.payonce.webhook;

import dev.payonce.idempotency.EachTenant;
import dev.payonce.idempotency.http.Answers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes deliveries of events, and attempts those that are due. Each endpoint has its own few places for attempts, so that one
 * that hangs keeps its own places and nobody else's. Any number of instances may be at it: each skips what another has taken.
 * What an instance had taken when it died is due again after the lease.
 */
@ApplicationScoped
class Dispatcher {

    /** One merchant whose rows somebody has locked does not keep the others waiting. */
    private static final Duration FOR_ONE_MERCHANT = Duration.ofSeconds(2);

    private static final double LONGER = 3;

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final WebhookStore store;
    private final WebhookClient client;
    private final Answers answers;
    private final EachTenant eachTenant;
    private final WebhookConfig config;
    private final SecureRandom random;
    private final int inOneTurn;
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private final Timer lag;

    /** By endpoint; those that have none under way are forgotten before each turn. */
    private final Map<UUID, Places> places = new ConcurrentHashMap<>();

    Dispatcher(
            WebhookStore store,
            WebhookClient client,
            Answers answers,
            EachTenant eachTenant,
            WebhookConfig config,
            SecureRandom random,
            MeterRegistry meters) {
        this.store = store;
        this.client = client;
        this.answers = answers;
        this.eachTenant = eachTenant;
        this.config = config;
        this.random = random;
        this.inOneTurn = (int) Math.max(1, config.rate() * config.every().toMillis() / 1000);
        this.delivered = deliveries(meters, "delivered");
        this.failed = deliveries(meters, "failed");
        this.dead = deliveries(meters, "dead");
        this.lag = meters.timer("webhook.lag");
    }

    @Scheduled(every = "${payonce.webhook.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        places.values().removeIf(Places::isIdle);
        return eachTenant.oneAfterTheOther(
                store::nextMerchant,
                merchant ->
                        dispatch(merchant).ifNoItem().after(FOR_ONE_MERCHANT).fail());
    }

    /** Does not wait for the attempts that it begins. */
    private Uni<Void> dispatch(UUID merchant) {
        return store.enabled(merchant)
                .chain(endpoints -> Multi.createFrom()
                        .iterable(endpoints)
                        .onItem()
                        .transformToUniAndConcatenate(endpoint -> dispatch(merchant, endpoint))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private Uni<Void> dispatch(UUID merchant, UUID endpoint) {
        Places there = places.computeIfAbsent(endpoint, id -> new Places());
        there.renew(inOneTurn);
        return asLongAs(() ->
                        store.makeDeliveries(merchant, endpoint, inOneTurn).map(events -> events > 0))
                .chain(() -> proceed(merchant, endpoint, there, there.take()));
    }

    private static Uni<Void> asLongAs(Supplier<Uni<? extends Boolean>> more) {
        return Multi.createBy()
                .repeating()
                .uni(more)
                .whilst(left -> left)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Notes what was delivered, and begins as many attempts at the endpoint as it has places for. */
    private Uni<Void> proceed(UUID merchant, UUID endpoint, Places there, Places.Lot lot) {
        return note(merchant, endpoint, lot.delivered())
                .chain(() -> take(merchant, endpoint, lot.free()))
                .onTermination()
                .invoke((taken, failure, cancelled) ->
                        there.unused(taken == null ? lot.free() : lot.free() - taken.size()))
                .invoke(taken -> taken.forEach(each -> begin(each, there)))
                .replaceWithVoid();
    }

    private Uni<List<Taken>> take(UUID merchant, UUID endpoint, int free) {
        return free == 0
                ? Uni.createFrom().item(List.of())
                : store.take(merchant, endpoint, free, config.timeout().plus(config.noteWithin()));
    }

    /** Makes one attempt, and then looks for more to do at the endpoint. */
    private void begin(Taken taken, Places there) {
        Uni.createFrom()
                .deferred(() -> client.send(taken, answers.write(taken.event())))
                .chain(attempt -> end(taken, attempt, there))
                .onTermination()
                .invoke(there::ended)
                .chain(() -> proceed(taken.merchant(), taken.endpoint(), there, there.takeTogether()))
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf(failure, "%s is left for its lease to run out", taken));
    }

    private Uni<Void> end(Taken taken, Attempt attempt, Places there) {
        Integer status = attempt instanceof Attempt.Answered answered ? answered.status() : null;
        if (attempt.failure().isEmpty()) {
            there.delivered(new Delivered(taken, status));
            return Uni.createFrom().voidItem();
        }
        boolean gone = attempt instanceof Attempt.Answered answered && answered.isGone();
        Uni<Void> before = gone ? disable(taken) : Uni.createFrom().voidItem();
        return before.chain(() -> store.failed(
                        taken, status, attempt.failure().get(), pause(taken.attempts()), config.giveUpAfter()))
                .invoke(came -> {
                    failed.increment();
                    if (came == DeliveryStatus.DEAD) {
                        dead.increment();
                        LOG.warnf("%s is given up after %d attempts", taken, taken.attempts());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> note(UUID merchant, UUID endpoint, List<Delivered> ones) {
        if (ones.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.delivered(merchant, endpoint, ones)
                .invoke(noted -> ones.stream()
                        .map(Delivered::taken)
                        .filter(taken -> noted.contains(taken.event().id()))
                        .forEach(taken -> {
                            delivered.increment();
                            lag.record(taken.waited());
                        }))
                .replaceWithVoid();
    }

    private Uni<Void> disable(Taken taken) {
        LOG.infof("Endpoint %s of %s is disabled: its receiver is gone", taken.name(), taken.merchant());
        return store.disable(taken.merchant(), taken.endpoint());
    }

    /** Receivers that fell over together are not asked again together: up to a half of each pause is left to chance. */
    private Duration pause(int attempts) {
        double full = Math.min(
                config.firstPause().toMillis() * Math.pow(LONGER, attempts - 1.0),
                config.longestPause().toMillis());
        return Duration.ofMillis((long) (full * (1 - random.nextDouble() / 2)));
    }

    private static Counter deliveries(MeterRegistry meters, String outcome) {
        return meters.counter("webhook.deliveries", "outcome", outcome);
    }
}
