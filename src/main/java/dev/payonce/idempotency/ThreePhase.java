package dev.payonce.idempotency;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Takes an operation whose effect happens elsewhere through its three phases, and an abandoned one on from where it was
 * left: the claim and what was begun commit; the other side is asked with no transaction open; its outcome, the answer and
 * what follows from it commit together. An outcome is never guessed: what nobody knows is left {@code UNKNOWN} for
 * {@link Recovery}, which asks the other side until it does.
 */
@ApplicationScoped
public class ThreePhase {

    /** Rounds until a request gives up because others keep taking the claim over; it had no effect then. */
    private static final int ROUNDS = 10;

    /** For the crash point alone: after this long the other side has the request. */
    private static final Duration SURELY_SENT = Duration.ofMillis(500);

    private static final Duration HAND_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(ThreePhase.class);

    private final Idempotency idempotency;
    private final KeyStore keys;

    /** The claims that this process is working on. */
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();

    ThreePhase(Idempotency idempotency, KeyStore keys) {
        this.idempotency = idempotency;
        this.keys = keys;
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
        return run.begin()
                .chain(outcome -> outcome instanceof Outcome.Claimed claimed
                        ? perform(run, Claim.first(run.intent()), run.begun().apply(claimed))
                        : idempotency.otherwise(run.intent(), outcome, standing -> resume(run, standing, left)));
    }

    /** What one request brought along. */
    private record Run<S, O extends EffectOutcome>(
            Intent intent, Effect<S, O> effect, Uni<Outcome> begin, Function<Outcome.Claimed, S> begun) {}

    /** Carries on what an earlier owner left, if nobody works on it. */
    private <S, O extends EffectOutcome> Uni<Result> resume(Run<S, O> run, KeyRecord standing, int left) {
        if (standing.progress() == KeyRecord.Progress.UNKNOWN) {
            return asItStands(run.effect(), standing.claim());
        }
        boolean undone = standing.progress() == KeyRecord.Progress.UNDONE;
        return keys.takeOver(standing.claim()).chain(claim -> {
            if (claim == null) {
                return round(run, left - 1);
            }
            CrashPoint.IN_TAKEOVER.reached();
            return run.effect()
                    .load(claim)
                    .chain(subject -> undone ? perform(run, claim, subject) : findOut(run, claim, subject));
        });
    }

    /** The second phase: asks the other side to execute it. */
    private <S, O extends EffectOutcome> Uni<Result> perform(Run<S, O> run, Claim claim, S subject) {
        CrashPoint.AFTER_CLAIM.reached();
        return holding(
                claim,
                send(run.effect(), claim, subject).chain(outcome -> settle(run.effect(), claim, subject, outcome)));
    }

    private static <S, O extends EffectOutcome> Uni<O> send(Effect<S, O> effect, Claim claim, S subject) {
        Uni<O> answer = effect.send(claim, subject);
        return CrashPoint.DURING_GATEWAY_CALL.chosen() ? dieWhileWaitingFor(answer) : answer;
    }

    /** The owner is gone and may have asked already, so first of all the other side is asked what it knows. */
    private <S, O extends EffectOutcome> Uni<Result> findOut(Run<S, O> run, Claim claim, S subject) {
        return holding(claim, run.effect().inquire(subject))
                .chain(outcome -> outcome.knowledge() == EffectOutcome.Knowledge.NEVER_HEARD_OF
                        ? perform(run, claim, subject)
                        : settle(run.effect(), claim, subject, outcome));
    }

    /** The third phase. What cannot be written down now is left to recovery; the answer says what is known. */
    private <S, O extends EffectOutcome> Uni<Result> settle(Effect<S, O> effect, Claim claim, S subject, O outcome) {
        CrashPoint.AFTER_GATEWAY_ANSWER.reached();
        Result undecided = Result.unknown(claim.operationId(), effect.pending(subject));
        return switch (outcome.knowledge()) {
            case UNDONE -> {
                LOG.infof("%s was not executed: %s", claim, outcome);
                yield keys.leaveUndone(claim)
                        .replaceWith(Result.notExecuted(claim.operationId()))
                        .onFailure()
                        .recoverWithItem(undecided);
            }
            case UNKNOWN, NEVER_HEARD_OF -> {
                LOG.infof("%s is undecided: %s", claim, outcome);
                yield keys.leaveUnknown(claim)
                        .replaceWith(undecided)
                        .onFailure()
                        .recoverWithItem(undecided);
            }
            case FINAL ->
                book(effect, claim, subject, outcome)
                        .onFailure()
                        .invoke(failure -> LOG.warnf(failure, "%s is decided elsewhere but not booked", claim))
                        .onFailure()
                        .recoverWithItem(undecided);
        };
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
                return asItStands(effect, claim);
            }
            if (standing.claim().attempt() == claim.attempt()) {
                // Nobody took it over: the other side's own notice was quicker, and has settled this very claim.
                return Uni.createFrom().item(Result.executed(claim.operationId(), standing.answer()));
            }
            return Uni.createFrom().item(Result.of(standing.expired() ? Verdict.EXPIRED : Verdict.REPLAYED, standing));
        });
    }

    private static <S, O extends EffectOutcome> Uni<Result> asItStands(Effect<S, O> effect, Claim claim) {
        return effect.load(claim).map(subject -> Result.unknown(claim.operationId(), effect.pending(subject)));
    }

    private static <T> Uni<T> dieWhileWaitingFor(Uni<T> answer) {
        return answer.ifNoItem().after(SURELY_SENT).recoverWithUni(() -> {
            CrashPoint.DURING_GATEWAY_CALL.reached();
            return Uni.createFrom().nothing();
        });
    }

    private <T> Uni<T> holding(Claim claim, Uni<T> work) {
        held.add(claim);
        return work.eventually(() -> held.remove(claim));
    }

    /** At the end of a graceful stop, what is still running here is handed back, for others to find out about at once. */
    void handBack(@Observes ShutdownEvent stopping) {
        if (!held.isEmpty()) {
            LOG.infof("handing back %d unfinished operations", held.size());
            Uni.join()
                    .all(held.stream().map(keys::leaveUnknown).toList())
                    .andCollectFailures()
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(HAND_BACK);
        }
    }
}
