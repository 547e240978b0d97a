package dev.payonce.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes an intent through claim, work and answer, so that however often it is sent it is done at most once and
 * answered the same.
 *
 * <p>There is no transaction to hold open and no lock to wait for in here: each step is one statement, and the
 * database's unique key decides who owns the operation. Whoever does not own it reads what stands under the key.
 */
@ApplicationScoped
public class Idempotency {

    /** Rounds until a request gives up because the business state kept changing under it; it had no effect then. */
    private static final int ROUNDS = 10;

    private final KeyStore keys;
    private final MeterRegistry meters;
    private final LatelyDecided lately;

    Idempotency(KeyStore keys, MeterRegistry meters, LatelyDecided lately) {
        this.keys = keys;
        this.meters = meters;
        this.lately = lately;
    }

    /** Does the work, or finds out why not: taken by another request, decided before, or refused. */
    public Uni<Result> execute(Intent intent, Work work) {
        CrashPoint.BEFORE_CLAIM.reached();
        Uni<Result> done = lately.perhaps(intent)
                ? find(intent)
                        .chain(standing ->
                                standing == null ? round(intent, work, ROUNDS) : meet(intent, work, standing, ROUNDS))
                : round(intent, work, ROUNDS);
        return done.invoke(result -> {
            if (result.verdict() == Verdict.EXECUTED) {
                CrashPoint.AFTER_COMMIT_BEFORE_RESPONSE.reached();
            }
            if (result.verdict() == Verdict.EXECUTED || result.verdict() == Verdict.REPLAYED) {
                lately.add(intent);
            }
            count(intent, result.verdict());
        });
    }

    /**
     * What a request that may not be executed comes to by what stands: as {@link #execute} would answer it if its key
     * stands with the same fingerprint, and null if it does not. Nothing is begun; what was begun may be carried on.
     *
     * @param work of which {@link Work#attempt} and {@link Work#refusal} do nothing
     */
    public Uni<Result> standing(Intent intent, Work work) {
        return find(intent)
                .chain(standing -> standing == null || standing.meets(intent.fingerprint()) == Verdict.MISMATCH
                        ? Uni.createFrom().nullItem()
                        : meet(intent, work, standing, ROUNDS))
                .onItem()
                .ifNotNull()
                .invoke(result -> count(intent, result.verdict()));
    }

    /** {@link #standing(Intent, Work)} for an operation that is decided in the statement that claims it. */
    public Uni<Result> standing(Intent intent) {
        return standing(intent, Work.NOTHING);
    }

    private Uni<Standing> find(Intent intent) {
        return keys.find(intent.merchant(), intent.key());
    }

    private Uni<Result> round(Intent intent, Work work, int left) {
        if (left == 0) {
            return Uni.createFrom().item(Result.notExecuted(intent.operationId()));
        }
        return work.attempt()
                .onItem()
                .ifNull()
                .switchTo(() -> find(intent)
                        .chain(standing ->
                                standing == null ? refuse(intent, work, left) : meet(intent, work, standing, left)));
    }

    /** Nobody has the key, so the business state refused: the reason is claimed as the answer. */
    private Uni<Result> refuse(Intent intent, Work work, int left) {
        return work.refusal()
                .onItem()
                .ifNotNull()
                .transformToUni(refusal -> keys.refuse(intent, refusal))
                .chain(remembered -> remembered == null
                        ? round(intent, work, left - 1)
                        : Uni.createFrom().item(Result.executed(intent.operationId(), remembered)));
    }

    private Uni<Result> meet(Intent intent, Work work, Standing standing, int left) {
        Verdict verdict = standing.meets(intent.fingerprint());
        return switch (verdict) {
            case REPLAYED, IN_PROGRESS, EXPIRED -> Uni.createFrom().item(Result.of(verdict, standing));
            case MISMATCH ->
                Uni.createFrom()
                        .item(Result.mismatch(
                                standing.claim().operationId(),
                                intent.fingerprint().differingFields(standing.fingerprint())));
            case UNKNOWN ->
                work.asItStands(standing.claim())
                        .map(answer -> Result.unknown(standing.claim().operationId(), answer));
            case NOT_EXECUTED ->
                keys.takeOver(standing.claim())
                        .chain(claim -> claim == null
                                ? round(intent, work, left - 1)
                                : carryOn(work, claim, standing.progress() == Standing.Progress.UNDONE));
            case EXECUTED -> throw new IllegalStateException("only this request's own work is executed by it");
        };
    }

    private static Uni<Result> carryOn(Work work, Claim claim, boolean undone) {
        CrashPoint.IN_TAKEOVER.reached();
        return work.carryOn(claim, undone);
    }

    /**
     * For an operation that keeps no row of its own: a mismatch if another operation has the key, else null. Its own
     * guard has to see to the rest.
     */
    public Uni<Result> taken(Intent intent) {
        return find(intent)
                .onItem()
                .ifNotNull()
                .transform(standing -> Result.mismatch(
                        standing.claim().operationId(), intent.fingerprint().differingFields(standing.fingerprint())))
                .invoke(result -> {
                    if (result != null) {
                        count(intent, result.verdict());
                    }
                });
    }

    /** What stands under a key whose owner was overtaken while it worked. */
    public Uni<Result> overtaken(Claim claim, Work work) {
        return keys.find(claim.merchant(), claim.key()).chain(standing -> switch (standing.meets(
                standing.fingerprint())) {
            case REPLAYED -> Uni.createFrom().item(Result.of(Verdict.REPLAYED, standing));
            case EXPIRED -> Uni.createFrom().item(Result.of(Verdict.EXPIRED, standing));
            default -> work.asItStands(claim).map(answer -> Result.unknown(claim.operationId(), answer));
        });
    }

    private void count(Intent intent, Verdict verdict) {
        String name = switch (verdict) {
            case EXECUTED -> "idempotency.claims";
            case REPLAYED -> "idempotency.replays";
            case IN_PROGRESS -> "idempotency.conflicts";
            case UNKNOWN -> "idempotency.unknowns";
            case MISMATCH -> "idempotency.mismatches";
            case EXPIRED -> "idempotency.expired";
            case NOT_EXECUTED -> "idempotency.undone";
        };
        meters.counter(name, "operation", intent.fingerprint().operation()).increment();
    }
}
