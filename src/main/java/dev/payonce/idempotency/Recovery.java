package dev.payonce.idempotency;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finishes what nobody works on any more: asks the other side what became of it and books that. It settles and never
 * starts: what was never executed is barred there first, so that it cannot happen late, and then booked as
 * failed, so that nobody is charged minutes after they walked away.
 *
 * <p>What this instance does not know, since a newer release has begun it, it leaves alone and counts.
 *
 * <p>Any number of instances work off one backlog: each takes a bounded batch that the others skip. Tenants are worked on
 * side by side, and a turn does not wait for those that an earlier one still works on, so that one whose other side hangs
 * delays nobody else. An instance that cannot reach the other side leaves the work for those that can.
 */
@ApplicationScoped
class Recovery {

    private static final int MERCHANTS = 100;

    /** Tenants side by side. */
    private static final int SIDE_BY_SIDE = 16;

    /** Inquiries at once, so that a backlog does not crowd out the payments of the day. */
    private static final int AT_ONCE = 8;

    /** So few that even an other side that answers nothing is asked about all of them within a lease. */
    private static final int BATCH = 2 * AT_ONCE;

    private static final Logger LOG = Logger.getLogger(Recovery.class);

    private final Vertx vertx;
    private final KeyStore keys;
    private final EachTenant eachTenant;
    private final Effects effects;

    private final Backoff backoff;
    private final IdempotencyConfig config;
    private final Counts counts;
    private final Onlooker onlooker;
    private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();
    private final AtomicReference<KeyStore.Open> open = new AtomicReference<>(KeyStore.Open.NONE);

    Recovery(
            Vertx vertx,
            KeyStore keys,
            EachTenant eachTenant,
            Effects effects,
            Backoff backoff,
            IdempotencyConfig config,
            Counts counts,
            Onlooker onlooker,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.keys = keys;
        this.eachTenant = eachTenant;
        this.effects = effects;
        this.backoff = backoff;
        this.config = config;
        this.counts = counts;
        this.onlooker = onlooker;
        gauge(meters, "idempotency.undecided", KeyStore.Open::undecided);
        meters.more()
                .timeGauge(
                        "idempotency.undecided.oldest",
                        List.of(),
                        open,
                        SECONDS,
                        it -> it.get().oldest());
        gauge(meters, "recovery.needs.attention", KeyStore.Open::stuck);
        gauge(meters, "recovery.unknown.operations", KeyStore.Open::unknown);
    }

    /** What the database has open, of all instances: each of them shows it, as of its own last turn. */
    private void gauge(MeterRegistry meters, String name, ToDoubleFunction<KeyStore.Open> part) {
        meters.gauge(name, open, it -> part.applyAsDouble(it.get()));
    }

    /** Begins where nobody here is at work, and goes on until there is nothing left to do there, or only what is not due yet. */
    @Scheduled(every = "${payonce.recovery-every}")
    Uni<Void> run() {
        return turn(EachTenant.LOWEST)
                .chain(this::count)
                .onFailure()
                .invoke(failure -> LOG.warnf("Recovery stops for now and tries again at its next turn: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<KeyStore.Open> count() {
        return eachTenant
                .sum((first, last) -> keys.countOpen(first, last, config.attentionAfter(), effects.names()))
                .invoke(now -> {
                    if (open.getAndSet(now).unknown() != now.unknown() && now.unknown() > 0) {
                        LOG.warnf(
                                "%d unfinished operations are of kinds that this instance does not know and leaves alone",
                                now.unknown());
                    }
                });
    }

    private Uni<Void> turn(UUID after) {
        return eachTenant
                .orAll(keys.merchantsWithDueWork(effects.names(), after, MERCHANTS), after, MERCHANTS)
                .chain(merchants -> merchants.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Multi.createFrom()
                                .iterable(merchants)
                                .select()
                                .where(atWork::add)
                                .onItem()
                                .transformToUni(this::workOff)
                                .merge(SIDE_BY_SIDE)
                                .collect()
                                .last()
                                .chain(() -> turn(merchants.get(merchants.size() - 1))));
    }

    /** On a context of its own, since a context has one session, which is nothing to share. */
    private Uni<Void> workOff(UUID merchant) {
        return Uni.createFrom().emitter(worked -> {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(there -> EachTenant.apart(merchant, batches(merchant), null)
                    .onTermination()
                    .invoke(() -> atWork.remove(merchant))
                    .subscribe()
                    .with(worked::complete, worked::fail));
        });
    }

    private Uni<Void> batches(UUID merchant) {
        return Multi.createBy()
                .repeating()
                .uni(() -> batch(merchant))
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Whether it was a full batch and the other side was reached, so that there may be more to do. */
    private Uni<Boolean> batch(UUID merchant) {
        return keys.takeDue(effects.names(), merchant, BATCH).chain(claims -> {
            claims.forEach(claim -> counts.takenOver(claim, Counts.Successor.RECOVERY));
            if (!claims.isEmpty()) {
                CrashPoint.IN_RECOVERY.reached();
            }
            return all(claims).map(reached -> reached && claims.size() == BATCH);
        });
    }

    /**
     * The subjects are read one after the other, and then settled several at once: reading takes the session of the
     * context that this run has, and a session is nothing to share.
     */
    private Uni<Boolean> all(List<Claim> claims) {
        return Multi.createFrom()
                .iterable(claims)
                .onItem()
                .transformToUniAndConcatenate(this::read)
                .onItem()
                .transformToUni(Supplier::get)
                .merge(AT_ONCE)
                .collect()
                .with(Collectors.reducing(true, Boolean::logicalAnd));
    }

    private Uni<Supplier<Uni<Boolean>>> read(Claim claim) {
        return read(effects.of(claim).orElseThrow(), claim)
                .onFailure()
                .recoverWithItem(failure -> () -> Uni.createFrom().item(unrecovered(claim, failure)));
    }

    private <S, O extends EffectOutcome> Uni<Supplier<Uni<Boolean>>> read(Effect<S, O> effect, Claim claim) {
        return effect.loaded(claim)
                .map(subject ->
                        () -> onlooker.resumed(claim, Uni.createFrom().deferred(() -> recover(effect, claim, subject)))
                                .onFailure()
                                .recoverWithItem(failure -> unrecovered(claim, failure)));
    }

    private static boolean unrecovered(Claim claim, Throwable failure) {
        LOG.errorf(failure, "%s could not be recovered", claim);
        return true;
    }

    /** Whether the other side was reached. One operation that cannot be finished keeps no other: its lease brings it back. */
    private <S, O extends EffectOutcome> Uni<Boolean> recover(Effect<S, O> effect, Claim claim, S subject) {
        return effect.inquireOrBar(subject, CrashPoint.IN_RECOVERY_AFTER_BAR)
                .call(outcome -> settle(effect, claim, subject, outcome))
                .map(outcome -> outcome.knowledge() != EffectOutcome.Knowledge.UNREACHABLE);
    }

    private <S, O extends EffectOutcome> Uni<?> settle(Effect<S, O> effect, Claim claim, S subject, O outcome) {
        return switch (outcome.knowledge()) {
            case UNREACHABLE -> {
                LOG.infof("%s is left to an instance that reaches the other side: %s", claim, outcome);
                counts.recovery(claim, Counts.Recovered.UNREACHABLE);
                yield keys.leave(claim, KeyRecord.Progress.UNKNOWN);
            }
            case UNKNOWN, NEVER_HEARD_OF, UNDONE -> {
                LOG.infof("%s is still undecided: %s", claim, outcome);
                counts.recovery(claim, Counts.Recovered.POSTPONED);
                yield keys.postpone(claim, backoff.next());
            }
            case FINAL ->
                effect.book(claim, subject, outcome).invoke(booked -> {
                    if (booked instanceof Outcome.Settled) { // else a retry of the client was quicker
                        LOG.infof("%s is settled: %s", claim, outcome);
                        counts.recovery(claim, Counts.Recovered.SETTLED);
                    }
                });
        };
    }
}
