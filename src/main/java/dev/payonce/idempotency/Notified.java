package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Settles an undecided operation when the other side tells that something has become of it, sooner than {@link Recovery}
 * would. What it tells is not believed: it is asked, and its answer is booked.
 *
 * <p>The claim stays its owner's, whose lease may run: of the owner, who is waiting for the answer perhaps, and this, the
 * first to settle the claim decides, and the other one finds it settled. Nothing is barred, for the owner or the client's
 * retry may still have it executed.
 */
@ApplicationScoped
public class Notified {

    private static final Logger LOG = Logger.getLogger(Notified.class);

    private final KeyStore keys;
    private final Effects effects;
    private final Counts counts;
    private final Onlooker onlooker;

    Notified(KeyStore keys, Effects effects, Counts counts, Onlooker onlooker) {
        this.keys = keys;
        this.effects = effects;
        this.counts = counts;
        this.onlooker = onlooker;
    }

    /**
     * Settles one operation of a tenant, if it is undecided here and decided there.
     *
     * @return whether there is nothing left to be told of it; false if the other side could not say, or not yet
     */
    public Uni<Boolean> settle(UUID merchant, UUID operationId) {
        return keys.findPending(merchant, operationId)
                .chain(claim -> claim == null
                        ? Uni.createFrom().item(true)
                        : effects.of(claim)
                                .map(effect -> onlooker.met(claim, settle(effect, claim)))
                                // A newer release has begun it, and an instance of it may take the notice next time.
                                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private <S, O extends EffectOutcome> Uni<Boolean> settle(Effect<S, O> effect, Claim claim) {
        return effect.loaded(claim)
                .chain(subject -> effect.inquire(subject).chain(outcome -> switch (outcome.knowledge()) {
                    case FINAL -> book(effect, claim, subject, outcome);
                    case UNKNOWN, UNREACHABLE -> Uni.createFrom().item(false);
                    case UNDONE, NEVER_HEARD_OF -> Uni.createFrom().item(true);
                }));
    }

    private <S, O extends EffectOutcome> Uni<Boolean> book(Effect<S, O> effect, Claim claim, S subject, O outcome) {
        return effect.book(claim, subject, outcome)
                .invoke(booked -> {
                    if (booked instanceof Outcome.Settled) { // else somebody else was quicker
                        LOG.infof("%s is settled, as it was told: %s", claim, outcome);
                        counts.notified(claim);
                    }
                })
                .replaceWith(true);
    }
}
