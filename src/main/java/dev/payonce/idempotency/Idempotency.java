package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes an intent through claim, work and answer, so that however often it is sent it is done at most once and answered
 * the same. What is done is one transaction of this database, in one of two ways: a function that claims the key and does
 * the work in one call, or the caller's own statements. For an effect that happens elsewhere see {@link ThreePhase}.
 *
 * <p>The database's unique key decides which request owns the operation. Every other request gets what stands under the key.
 */
@ApplicationScoped
public class Idempotency {

    private final KeyStore keys;
    private final Pool pool;
    private final Refusals refusals;
    private final Counts counts;
    private final Onlooker onlooker;

    Idempotency(KeyStore keys, Pool pool, Refusals refusals, Counts counts, Onlooker onlooker) {
        this.keys = keys;
        this.pool = pool;
        this.refusals = refusals;
        this.counts = counts;
        this.onlooker = onlooker;
    }

    /**
     * Executes a rule that claims the key and decides it, in one call.
     *
     * @param answer what is told if it takes effect
     */
    public Uni<Result> execute(Intent intent, Answer answer, Uni<Outcome> rule) {
        return counted(intent, rule.chain(outcome -> result(intent, outcome, answer)));
    }

    private Uni<Result> result(Intent intent, Outcome outcome, Answer answer) {
        return outcome instanceof Outcome.Claimed claimed
                ? executed(intent, answer, claimed)
                : otherwise(intent, outcome, Idempotency::decidedAtOnce);
    }

    private Uni<Result> executed(Intent intent, Answer answer, Outcome.Claimed claimed) {
        onlooker.claimed(Claim.first(intent));
        return Uni.createFrom().item(Result.executed(intent.operationId(), answer.createdAt(claimed.createdAt())));
    }

    /**
     * Executes the caller's own statements in one transaction: it claims the key, which nobody else sees before it commits;
     * does the work; stores the answer that the work returns; and commits. A {@link Refusal} takes all of it back and is
     * remembered. Any other failure takes it back, and the key is as if it had never been sent.
     *
     * @param resource the path of what the operation acts on, or null
     * @param work on the transaction's connection
     */
    public Uni<Result> execute(Intent intent, String resource, Function<SqlConnection, Uni<Answer>> work) {
        // What is left to be done is done when the transaction has given its connection back.
        Uni<Result> done = KeyStore.again(pool.withTransaction(transaction -> keys.begin(transaction, intent, resource)
                        .<Uni<Result>>chain(outcome -> outcome instanceof Outcome.Claimed claimed
                                ? work.apply(transaction)
                                        .chain(answer -> keys.settle(transaction, Claim.first(intent), answer)
                                                .map(settled -> Uni.createFrom()
                                                        .deferred(() -> executed(intent, answer, claimed))))
                                : Uni.createFrom().item(result(intent, outcome, null)))))
                .chain(Function.identity())
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> remember(intent, refusal.refused()));
        return counted(intent, done);
    }

    /**
     * What a request that may not be executed comes to by what stands: as {@link #execute} would answer it if its key
     * stands with the same fingerprint, and null if it does not. Nothing is begun.
     */
    public Uni<Result> standing(Intent intent) {
        return standing(intent, Idempotency::decidedAtOnce);
    }

    /** {@link #standing(Intent)}, where {@code pending} says what to do with an operation that is undecided. */
    Uni<Result> standing(Intent intent, Function<KeyRecord, Uni<Result>> pending) {
        return keys.find(intent.merchant(), intent.key())
                .chain(standing -> standing == null || standing.classify(intent.fingerprint()) == Verdict.MISMATCH
                        ? Uni.createFrom().nullItem()
                        : otherwise(intent, new Outcome.Standing(standing), pending))
                .onItem()
                .ifNotNull()
                .invoke(result -> counts.came(intent, result.verdict()));
    }

    private static Uni<Result> decidedAtOnce(KeyRecord standing) {
        throw new IllegalStateException(standing.claim() + " is decided in the transaction that claims it");
    }

    /** What comes of a call that took no effect. {@code pending} says what to do with an operation that is undecided. */
    Uni<Result> otherwise(Intent intent, Outcome outcome, Function<KeyRecord, Uni<Result>> pending) {
        if (outcome instanceof Outcome.Refused refused) {
            return remember(intent, refused);
        }
        KeyRecord standing = ((Outcome.Standing) outcome).record();
        return onlooker.met(standing.claim(), answer(intent, standing, pending));
    }

    private Uni<Result> answer(Intent intent, KeyRecord standing, Function<KeyRecord, Uni<Result>> pending) {
        Verdict verdict = standing.classify(intent.fingerprint());
        return switch (verdict) {
            case REPLAYED, IN_PROGRESS, EXPIRED -> Uni.createFrom().item(Result.of(verdict, standing));
            case ABANDONED, MISMATCH -> Uni.createFrom().item(foreign(intent, standing));
            case UNKNOWN, NOT_EXECUTED -> pending.apply(standing);
            case EXECUTED -> throw new IllegalStateException("only this request's own work is executed by it");
        };
    }

    /** Remembers why the business state refuses, unless the key was taken meanwhile. */
    private Uni<Result> remember(Intent intent, Outcome.Refused refused) {
        Answer refusal = refusals.answer(refused, intent.requestId());
        return keys.remember(intent, refusal).chain(outcome -> result(intent, outcome, refusal));
    }

    /** The key is not this intent's: it is another operation's, or nobody's for ever. */
    private static Result foreign(Intent intent, KeyRecord standing) {
        UUID operation = standing.claim().operationId();
        return standing.isAbandoned()
                ? Result.abandoned(operation)
                : Result.mismatch(operation, intent.fingerprint().differingFields(standing.fingerprint()));
    }

    /**
     * For an operation that keeps no row of its own: the mismatch with the operation that owns the key, or null if none does.
     */
    public Uni<Result> taken(Intent intent) {
        return keys.find(intent.merchant(), intent.key())
                .onItem()
                .ifNotNull()
                .transform(standing -> foreign(intent, standing));
    }

    /** Counts what an intent comes to that such a guard decides; null where nothing stands. */
    public Uni<Result> guarded(Intent intent, Uni<Result> decision) {
        return decision.onItem().ifNotNull().invoke(result -> counts.came(intent, result.verdict()));
    }

    /** Counts a request whose time was over before it could be begun. */
    public void notBegunInTime() {
        counts.notBegunInTime();
    }

    Uni<Result> counted(Intent intent, Uni<Result> execution) {
        CrashPoint.BEFORE_CLAIM.reached();
        return execution.invoke(result -> {
            if (result.verdict() == Verdict.EXECUTED) {
                CrashPoint.AFTER_COMMIT_BEFORE_RESPONSE.reached();
            }
            counts.came(intent, result.verdict());
        });
    }
}
