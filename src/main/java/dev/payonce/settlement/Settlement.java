package dev.payonce.settlement;

import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.CrashPoint;
import dev.payonce.idempotency.Idempotency;
import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.Work;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes an operation through its three phases, and an abandoned one on from where it stands. An outcome is never
 * guessed: what nobody knows is left {@code UNKNOWN} for recovery, which asks the gateway until it does.
 */
@ApplicationScoped
public class Settlement {

    /** What a payment or refund failed with that the gateway never executed and, barred, never will. */
    public static final String NOT_EXECUTED = "not_executed";

    /** For the crash point alone: after this long the gateway has the request. */
    private static final Duration SURELY_SENT = Duration.ofMillis(500);

    private static final Duration HAND_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(Settlement.class);

    private final Idempotency idempotency;
    private final KeyStore keys;

    /** The claims that this process is working on. */
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();

    Settlement(Idempotency idempotency, KeyStore keys) {
        this.idempotency = idempotency;
        this.keys = keys;
    }

    /**
     * Executes an intent.
     *
     * @param begin the first phase, one statement: null if the key is taken or the business state refuses
     * @param refusal why the business state refuses, null if it does not
     */
    public <S> Uni<Result> execute(
            Intent intent, Effect<S> effect, Supplier<Uni<S>> begin, Supplier<Uni<Answer>> refusal) {
        return idempotency.execute(intent, work(intent, effect, begin, refusal));
    }

    /** What stands under an intent's key: {@link Idempotency#standing(Intent, Work)}. */
    public <S> Uni<Result> standing(Intent intent, Effect<S> effect) {
        return idempotency.standing(
                intent, work(intent, effect, Uni.createFrom()::nullItem, Uni.createFrom()::nullItem));
    }

    private <S> Work work(Intent intent, Effect<S> effect, Supplier<Uni<S>> begin, Supplier<Uni<Answer>> refusal) {
        return new Work() {
            @Override
            public Uni<Result> attempt() {
                return begin.get()
                        .onItem()
                        .ifNotNull()
                        .transformToUni(subject -> perform(Claim.first(intent), subject, this));
            }

            @Override
            public Uni<Answer> refusal() {
                return refusal.get();
            }

            @Override
            public Uni<Result> carryOn(Claim claim, boolean undone) {
                return effect.load(claim)
                        .chain(subject -> undone ? perform(claim, subject, this) : findOut(claim, subject, this));
            }

            @Override
            public Uni<Answer> asItStands(Claim claim) {
                return effect.load(claim).map(effect::pending);
            }

            /** The second phase, first hand: asks the gateway to execute it. */
            private Uni<Result> perform(Claim claim, S subject, Work work) {
                CrashPoint.AFTER_CLAIM.reached();
                return holding(claim, send(claim, subject).chain(outcome -> settle(claim, subject, outcome, work)));
            }

            private Uni<GatewayOutcome> send(Claim claim, S subject) {
                Uni<GatewayOutcome> answer = effect.send(claim, subject);
                return CrashPoint.DURING_GATEWAY_CALL.chosen() ? dieWhileWaitingFor(answer) : answer;
            }

            /** The owner is gone and may have asked already, so first of all the gateway is asked what it knows. */
            private Uni<Result> findOut(Claim claim, S subject, Work work) {
                return holding(claim, effect.inquire(subject))
                        .chain(outcome -> outcome instanceof GatewayOutcome.NeverHeardOf
                                ? perform(claim, subject, work)
                                : settle(claim, subject, outcome, work));
            }

            /** The third phase. What cannot be written down now is left to recovery; the answer says what is known. */
            private Uni<Result> settle(Claim claim, S subject, GatewayOutcome outcome, Work work) {
                CrashPoint.AFTER_GATEWAY_ANSWER.reached();
                Result undecided = Result.unknown(claim.operationId(), effect.pending(subject));
                if (outcome instanceof GatewayOutcome.NotExecuted not) {
                    LOG.infof("%s was not executed: %s", claim, not.why());
                    return keys.leaveUndone(claim)
                            .replaceWith(Result.notExecuted(claim.operationId()))
                            .onFailure()
                            .recoverWithItem(undecided);
                }
                Uni<Answer> booked = book(effect, claim, subject, outcome);
                if (booked == null) {
                    LOG.infof("%s is undecided: %s", claim, outcome);
                    return keys.leaveUnknown(claim)
                            .replaceWith(undecided)
                            .onFailure()
                            .recoverWithItem(undecided);
                }
                return booked.chain(answer -> answer == null
                                ? idempotency.overtaken(claim, work)
                                : Uni.createFrom().item(Result.executed(claim.operationId(), answer)))
                        .onFailure()
                        .invoke(failure -> LOG.warnf(failure, "%s is decided at the gateway but not booked", claim))
                        .onFailure()
                        .recoverWithItem(undecided);
            }
        };
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

    /** Books what the gateway said, or returns null if it did not say anything final. */
    static <S> Uni<Answer> book(Effect<S> effect, Claim claim, S subject, GatewayOutcome outcome) {
        if (outcome instanceof GatewayOutcome.Executed executed) {
            return effect.bookExecuted(claim, subject, executed.gatewayReference());
        }
        if (outcome instanceof GatewayOutcome.Refused refused) {
            return effect.bookFailed(claim, subject, refused.failureCode());
        }
        if (outcome instanceof GatewayOutcome.Barred) {
            return effect.bookFailed(claim, subject, NOT_EXECUTED);
        }
        return null;
    }
}
