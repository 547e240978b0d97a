package dev.payonce.idempotency;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Takes an operation whose effect happens elsewhere through its three phases, and an abandoned one on from where it was
 * left: the claim and what was begun commit; the other side is asked with no transaction open; its outcome, the answer and
 * what follows from it commit together. An outcome is never guessed: what nobody knows is left {@code UNKNOWN} for
 * {@link Recovery}, which asks the other side until it does.
 *
 * <p>Nothing is sent to the other side once the request's time is over. That time does not run while the other side is asked;
 * what is left of it then is how long the request waits for its outcome to be booked. A claim whose effect cannot be begun is
 * given back, so that the client's own retry can take it.
 */
@ApplicationScoped
public class ThreePhase {

    /** How long a request waits at least for what is decided already to be booked. */
    private static final Duration BOOKING = Duration.ofSeconds(1);

    /** Rounds until a request gives up because others keep taking the claim over; it had no effect then. */
    private static final int ROUNDS = 10;

    /** For the crash point alone: after this long the other side has the request. */
    private static final Duration SURELY_SENT = Duration.ofMillis(500);

    private static final Duration HAND_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(ThreePhase.class);

    private final Idempotency idempotency;
    private final KeyStore keys;
    private final Leaving leaving;
    private final Counts counts;
    private final Onlooker onlooker;
    private final IdempotencyConfig config;

    ThreePhase(
            Idempotency idempotency,
            KeyStore keys,
            Leaving leaving,
            Counts counts,
            Onlooker onlooker,
            IdempotencyConfig config) {
        this.idempotency = idempotency;
        this.keys = keys;
        this.leaving = leaving;
        this.counts = counts;
        this.onlooker = onlooker;
        this.config = config;
    }

    /**
     * Executes an intent.
     *
     * @param begin the rule that claims the key and begins it; called again where the key was free meanwhile
     * @param begun what was begun, where it claimed the key
     */
    public <S, O extends EffectOutcome> Uni<Result> execute(
            Intent intent, Effect<S, O> effect, Uni<Outcome> begin, Function<Outcome.Claimed, S> begun) {
        return idempotency.counted(intent, round(new Run<>(intent, effect, begin, begun), ROUNDS));
    }

    /** What stands under an intent's key, as {@link Idempotency#standing}; what was begun may be resumed. */
    public <S, O extends EffectOutcome> Uni<Result> standing(Intent intent, Effect<S, O> effect) {
        var run = new Run<S, O>(
                intent, effect, keys.find(intent.merchant(), intent.key()).map(Outcome.Standing::new), none -> null);
        return idempotency.standing(intent, standing -> resume(run, standing, ROUNDS));
    }

    private <S, O extends EffectOutcome> Uni<Result> round(Run<S, O> run, int left) {
        if (left == 0) {
            return Uni.createFrom().item(Result.notExecuted(run.intent().operationId()));
        }
        return begin(run)
                .chain(outcome -> outcome instanceof Outcome.Claimed claimed
                        ? claimed(run, claimed)
                        : idempotency.otherwise(run.intent(), outcome, standing -> resume(run, standing, left)));
    }

    private <S, O extends EffectOutcome> Uni<Result> claimed(Run<S, O> run, Outcome.Claimed claimed) {
        Claim claim = Claim.first(run.intent());
        onlooker.claimed(claim);
        return perform(run, claim, run.begun().apply(claimed));
    }

    /** What one request brought along. */
    private record Run<S, O extends EffectOutcome>(
            Intent intent, Effect<S, O> effect, Uni<Outcome> begin, Function<Outcome.Claimed, S> begun) {}

    /** Of the request's time; negative if it is over. */
    private Duration left(Run<?, ?> run) {
        return config.requestTime().minusNanos(System.nanoTime() - run.intent().receivedAt());
    }

    /** The first phase. If its answer comes too late or is lost, its claim may be there or come to be, and is given back. */
    private Uni<Outcome> begin(Run<?, ?> run) {
        Claim claim = Claim.first(run.intent());
        Uni<Outcome> begin = run.begin()
                .onFailure(ThreePhase::mayHaveCommitted)
                .invoke(lost -> leaving.keepLeaving(claim, KeyRecord.Progress.UNDONE));
        return InTime.orFail(left(run), begin, late -> {
            if (late instanceof Outcome.Claimed) {
                leaving.keepLeaving(claim, KeyRecord.Progress.UNDONE);
            }
        });
    }

    /**
     * PostgreSQL has rolled back what it refused, and knows nothing of what was not sent. After any other failure the claim may
     * have been committed.
     */
    private static boolean mayHaveCommitted(Throwable failure) {
        return !(failure instanceof PgException || failure instanceof OutOfTimeException);
    }

    /** Carries on what an earlier owner left, if nobody works on it. */
    private <S, O extends EffectOutcome> Uni<Result> resume(Run<S, O> run, KeyRecord standing, int left) {
        if (standing.progress() == KeyRecord.Progress.UNKNOWN) {
            return asItStands(run.effect(), standing.claim(), standing.dueIn());
        }
        KeyRecord.Progress progress = standing.progress();
        Claim next = standing.claim().attempt(standing.claim().attempt() + 1);
        return keys.takeOver(standing.claim())
                .onFailure(ThreePhase::mayHaveCommitted)
                .invoke(lost -> leaving.keepLeaving(next, progress))
                .chain(claim -> {
                    if (claim == null) {
                        return round(run, left - 1);
                    }
                    CrashPoint.IN_TAKEOVER.reached();
                    counts.takenOver(claim, Counts.Successor.REQUEST);
                    return run.effect()
                            .loaded(claim)
                            .onFailure()
                            .call(unreadable -> leaving.leave(claim, progress))
                            .chain(subject -> progress == KeyRecord.Progress.UNDONE
                                    ? perform(run, claim, subject)
                                    : findOut(run, claim, subject));
                });
    }

    /** The second phase: asks the other side to execute it. */
    private <S, O extends EffectOutcome> Uni<Result> perform(Run<S, O> run, Claim claim, S subject) {
        CrashPoint.AFTER_CLAIM.reached();
        Duration left = left(run);
        if (left.isNegative()) {
            return leaving.leave(claim, KeyRecord.Progress.UNDONE)
                    .chain(() -> Uni.createFrom().failure(new OutOfTimeException()));
        }
        return leaving.holding(
                claim,
                send(run.effect(), claim, subject)
                        .chain(outcome -> settle(run.effect(), claim, subject, outcome, left)));
    }

    private static <S, O extends EffectOutcome> Uni<O> send(Effect<S, O> effect, Claim claim, S subject) {
        Uni<O> answer = effect.send(claim, subject);
        return CrashPoint.DURING_GATEWAY_CALL.chosen() ? dieWhileWaitingFor(answer) : answer;
    }

    /** The owner is gone and may have asked already, so first of all the other side is asked what it knows. */
    private <S, O extends EffectOutcome> Uni<Result> findOut(Run<S, O> run, Claim claim, S subject) {
        Duration left = left(run);
        return leaving.holding(claim, run.effect().inquire(subject))
                .chain(outcome -> outcome.knowledge() == EffectOutcome.Knowledge.NEVER_HEARD_OF
                        ? perform(run, claim, subject)
                        : settle(run.effect(), claim, subject, outcome, left));
    }

    /** The third phase. What cannot be written down now is left to recovery; the answer says what is known. */
    private <S, O extends EffectOutcome> Uni<Result> settle(
            Effect<S, O> effect, Claim claim, S subject, O outcome, Duration left) {
        CrashPoint.AFTER_GATEWAY_ANSWER.reached();
        Result known = outcome.knowledge() == EffectOutcome.Knowledge.UNDONE
                ? Result.notExecuted(claim.operationId())
                : Result.unknown(claim.operationId(), effect.pending(subject), Duration.ZERO);
        Duration patience = left.compareTo(BOOKING) < 0 ? BOOKING : left;
        Uni<Result> settled = switch (outcome.knowledge()) {
            case UNDONE -> {
                LOG.infof("%s was not executed: %s", claim, outcome);
                yield leaving.leave(claim, KeyRecord.Progress.UNDONE).replaceWith(known);
            }
            case UNKNOWN, NEVER_HEARD_OF, UNREACHABLE -> {
                LOG.infof("%s is undecided: %s", claim, outcome);
                yield leaving.leave(claim, KeyRecord.Progress.UNKNOWN).replaceWith(known);
            }
            case FINAL ->
                book(effect, claim, subject, outcome)
                        .onFailure()
                        .invoke(failure -> LOG.warnf("%s is decided elsewhere but not booked: %s", claim, failure))
                        .onFailure()
                        .call(failure -> leaving.leave(claim, KeyRecord.Progress.UNKNOWN))
                        .onFailure()
                        .recoverWithItem(known);
        };
        return InTime.orElse(patience, settled, known);
    }

    private <S, O extends EffectOutcome> Uni<Result> book(Effect<S, O> effect, Claim claim, S subject, O outcome) {
        Answer answer = effect.answer(claim, subject, outcome);
        return effect.book(claim, subject, outcome, answer).chain(booked -> {
            if (booked instanceof Outcome.Settled settled) {
                return Uni.createFrom()
                        .item(Result.executed(claim.operationId(), answer.createdAt(settled.createdAt())));
            }
            KeyRecord standing = ((Outcome.Standing) booked).record();
            if (standing.answer() == null) {
                // Overtaken: whoever took it over is about to decide it.
                return asItStands(effect, claim, standing.dueIn());
            }
            if (standing.claim().attempt() == claim.attempt()) {
                // Nobody took it over: the other side's own notice was quicker, and has settled this very claim.
                return Uni.createFrom().item(Result.executed(claim.operationId(), standing.answer()));
            }
            return Uni.createFrom().item(Result.of(standing.expired() ? Verdict.EXPIRED : Verdict.REPLAYED, standing));
        });
    }

    private static <S, O extends EffectOutcome> Uni<Result> asItStands(
            Effect<S, O> effect, Claim claim, Duration dueIn) {
        return effect.loaded(claim).map(subject -> Result.unknown(claim.operationId(), effect.pending(subject), dueIn));
    }

    private static <T> Uni<T> dieWhileWaitingFor(Uni<T> answer) {
        return answer.ifNoItem().after(SURELY_SENT).recoverWithUni(() -> {
            CrashPoint.DURING_GATEWAY_CALL.reached();
            return Uni.createFrom().nothing();
        });
    }

    /** At the end of a graceful stop, what is still running here is handed back, for others to find out about at once. */
    void handBack(@Observes ShutdownEvent stopping) {
        Set<Claim> held = leaving.held();
        if (!held.isEmpty()) {
            LOG.infof("handing back %d unfinished operations", held.size());
            Uni.join()
                    .all(held.stream()
                            .map(claim -> keys.leave(claim, KeyRecord.Progress.UNKNOWN))
                            .toList())
                    .andCollectFailures()
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(HAND_BACK);
        }
    }
}
