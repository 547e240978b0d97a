package dev.payonce.idempotency;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.Objects;
import java.util.UUID;

/**
 * Gives keys up: makes sure that what was asked under a key has not happened and never will, or finds out that it has. For
 * all who race for it, the request itself, recovery and other abandonments, the row decides.
 */
@ApplicationScoped
public class Abandoning {

    /** Rounds until somebody who keeps taking the operation over is believed to be at it. */
    private static final int ROUNDS = 10;

    private final KeyStore keys;
    private final Effects effects;
    private final Instance<LightGuard> guards;
    private final Counts counts;
    private final Onlooker onlooker;

    Abandoning(KeyStore keys, Effects effects, Instance<LightGuard> guards, Counts counts, Onlooker onlooker) {
        this.keys = keys;
        this.effects = effects;
        this.guards = guards;
        this.counts = counts;
        this.onlooker = onlooker;
    }

    /**
     * Gives a key up.
     *
     * @param operationId the name that the key's row gets if nothing stood under it
     */
    public Uni<Abandonment> abandon(UUID merchant, String key, UUID operationId, String requestId) {
        return Multi.createFrom()
                .iterable(guards)
                .onItem()
                .transformToUniAndConcatenate(guard -> guard.abandon(merchant, key, operationId))
                .select()
                .where(Objects::nonNull)
                .toUni()
                .onItem()
                .ifNull()
                .switchTo(() -> row(new Key(merchant, key, operationId, requestId), ROUNDS));
    }

    private record Key(UUID merchant, String key, UUID operationId, String requestId) {}

    private Uni<Abandonment> row(Key key, int left) {
        return keys.abandon(key.merchant(), key.key(), key.operationId(), key.requestId())
                .chain(outcome -> outcome instanceof Outcome.Standing standing
                        ? onlooker.met(standing.record().claim(), standing(key, standing.record(), left))
                        : is(new Abandonment.Never()));
    }

    private Uni<Abandonment> standing(Key key, KeyRecord record, int left) {
        if (record.answer() != null && record.answer().succeeded()) {
            return is(new Abandonment.Executed(record.resource()));
        }
        if (record.progress() == null) {
            return is(new Abandonment.Never()); // abandoned, or failed
        }
        if (left == 0 || record.progress() == KeyRecord.Progress.RUNNING && !record.lapsed()) {
            return is(new Abandonment.Running());
        }
        return keys.takeUp(record.claim())
                .chain(claim -> claim == null
                        ? row(key, left - 1)
                        : end(claim, record.progress())
                                .chain(ended -> ended ? row(key, left - 1) : is(new Abandonment.Undecided())));
    }

    private static Uni<Abandonment> is(Abandonment abandonment) {
        return Uni.createFrom().item(abandonment);
    }

    /** Whether it could be ended: its row tells how. Else it is left as it stood. */
    private Uni<Boolean> end(Claim claim, KeyRecord.Progress stood) {
        CrashPoint.IN_ABANDON.reached();
        counts.takenOver(claim, Counts.Successor.ABANDONMENT);
        return effects.of(claim)
                .map(effect -> end(effect, claim))
                .orElseGet(() -> Uni.createFrom().item(false))
                .call(ended -> ended ? Uni.createFrom().item(true) : leave(claim, stood));
    }

    private Uni<Boolean> leave(Claim claim, KeyRecord.Progress stood) {
        return keys.leave(
                claim, stood == KeyRecord.Progress.UNDONE ? KeyRecord.Progress.UNDONE : KeyRecord.Progress.UNKNOWN);
    }

    private <S, O extends EffectOutcome> Uni<Boolean> end(Effect<S, O> effect, Claim claim) {
        return effect.loaded(claim)
                .chain(subject -> effect.inquireOrBar(subject, CrashPoint.IN_ABANDON_AFTER_BAR)
                        .chain(outcome -> outcome.knowledge() == EffectOutcome.Knowledge.FINAL
                                ? effect.book(claim, subject, outcome).replaceWith(true)
                                : Uni.createFrom().item(false)));
    }
}
