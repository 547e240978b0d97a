package dev.payonce.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finishes what nobody works on any more: asks the other side what became of it and books that. It settles and never
 * starts: what was never executed is barred there first, so that it cannot happen late, and then booked as
 * failed, so that nobody is charged minutes after they walked away.
 *
 * <p>What this instance does not know, since a newer release has begun it, it leaves alone and counts.
 *
 * <p>Any number of instances work off one backlog: each takes a bounded batch that the others skip.
 */
@ApplicationScoped
class Recovery {

    private static final int MERCHANTS = 100;

    /** Inquiries at once, so that a backlog does not crowd out the payments of the day. */
    private static final int AT_ONCE = 8;

    /** So few that even an other side that answers nothing is asked about all of them within a lease. */
    private static final int BATCH = 2 * AT_ONCE;

    private static final Logger LOG = Logger.getLogger(Recovery.class);

    private final KeyStore keys;
    private final EachTenant eachTenant;
    /** By each name that its operation has or had. */
    private final Map<String, Effect<?, ?>> effects;

    private final Backoff backoff;
    private final IdempotencyConfig config;
    private final MeterRegistry meters;
    private final AtomicLong stuck;
    private final AtomicLong unknown;

    Recovery(
            KeyStore keys,
            EachTenant eachTenant,
            Instance<Effect<?, ?>> effects,
            Backoff backoff,
            IdempotencyConfig config,
            MeterRegistry meters) {
        this.keys = keys;
        this.eachTenant = eachTenant;
        this.effects = new HashMap<>();
        effects.forEach(effect -> effect.operation().names().forEach(name -> this.effects.put(name, effect)));
        this.backoff = backoff;
        this.config = config;
        this.meters = meters;
        this.stuck = meters.gauge("recovery.needs.attention", new AtomicLong());
        this.unknown = meters.gauge("recovery.unknown.operations", new AtomicLong());
    }

    /** Goes on until there is nothing left to do, or only what is not due yet. */
    @Scheduled(every = "${payonce.recovery-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Multi.createBy()
                .repeating()
                .uni(() -> turn(EachTenant.LOWEST, false).call(this::count))
                .whilst(more -> more)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.warn("Recovery stops for now and tries again at its next turn", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<KeyStore.Open> count() {
        return eachTenant
                .sum((first, last) -> keys.countOpen(first, last, config.attentionAfter(), effects.keySet()))
                .invoke(open -> {
                    stuck.set(open.stuck());
                    if (unknown.getAndSet(open.unknown()) != open.unknown() && open.unknown() > 0) {
                        LOG.warnf(
                                "%d unfinished operations are of kinds that this instance does not know and leaves alone",
                                open.unknown());
                    }
                });
    }

    /** One batch of each merchant that has any, so that none waits for another's backlog; says whether there is more. */
    private Uni<Boolean> turn(UUID after, boolean more) {
        return eachTenant
                .orAll(keys.merchantsWithDueWork(effects.keySet(), after, MERCHANTS), after, MERCHANTS)
                .chain(merchants -> merchants.isEmpty()
                        ? Uni.createFrom().item(more)
                        : Multi.createFrom()
                                .iterable(merchants)
                                .onItem()
                                .transformToUniAndConcatenate(
                                        merchant -> EachTenant.apart(merchant, batch(merchant), false))
                                .collect()
                                .with(Collectors.reducing(more, Boolean::logicalOr))
                                .chain(either -> turn(merchants.get(merchants.size() - 1), either)));
    }

    /** Whether it was a full batch, so that there may be more. */
    private Uni<Boolean> batch(UUID merchant) {
        return keys.takeDue(effects.keySet(), merchant, BATCH).chain(claims -> {
            if (!claims.isEmpty()) {
                CrashPoint.IN_RECOVERY.reached();
            }
            return all(claims).replaceWith(claims.size() == BATCH);
        });
    }

    /**
     * The subjects are read one after the other, and then settled several at once: reading takes the session of the
     * context that this run has, and a session is nothing to share.
     */
    private Uni<Void> all(List<Claim> claims) {
        return Multi.createFrom()
                .iterable(claims)
                .onItem()
                .transformToUniAndConcatenate(this::read)
                .onItem()
                .transformToUni(Supplier::get)
                .merge(AT_ONCE)
                .collect()
                .last();
    }

    private Uni<Supplier<Uni<Void>>> read(Claim claim) {
        return logged(claim, read(effects.get(claim.operation()), claim));
    }

    private <S, O extends EffectOutcome> Uni<Supplier<Uni<Void>>> read(Effect<S, O> effect, Claim claim) {
        return effect.load(claim)
                .map(subject -> () -> logged(claim, Uni.createFrom().deferred(() -> recover(effect, claim, subject))));
    }

    /** One operation that cannot be finished does not keep the others from it: its lease brings it back. */
    private static <T> Uni<T> logged(Claim claim, Uni<T> work) {
        return work.onFailure()
                .invoke(failure -> LOG.errorf(failure, "%s could not be recovered", claim))
                .onFailure()
                .recoverWithNull();
    }

    private <S, O extends EffectOutcome> Uni<Void> recover(Effect<S, O> effect, Claim claim, S subject) {
        return effect.inquire(subject)
                .chain(outcome -> outcome.knowledge() == EffectOutcome.Knowledge.NEVER_HEARD_OF
                        ? effect.bar(subject).invoke(CrashPoint.IN_RECOVERY_AFTER_BAR::reached)
                        : Uni.createFrom().item(outcome))
                .chain(outcome -> settle(effect, claim, subject, outcome));
    }

    private <S, O extends EffectOutcome> Uni<Void> settle(Effect<S, O> effect, Claim claim, S subject, O outcome) {
        if (outcome.knowledge() != EffectOutcome.Knowledge.FINAL) {
            LOG.infof("%s is still undecided: %s", claim, outcome);
            count("recovery.postponed", claim);
            return keys.postpone(claim, backoff.next());
        }
        return effect.book(claim, subject, outcome, effect.answer(claim, subject, outcome))
                .invoke(booked -> {
                    if (booked instanceof Outcome.Settled) { // else a retry of the client was quicker
                        LOG.infof("%s is settled: %s", claim, outcome);
                        count("recovery.settled", claim);
                    }
                })
                .replaceWithVoid();
    }

    private void count(String name, Claim claim) {
        meters.counter(name, "operation", claim.operation()).increment();
    }
}
