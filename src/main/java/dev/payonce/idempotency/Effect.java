package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;

/**
 * One kind of effect that happens elsewhere, where no transaction of ours reaches. The other side has to recognise a
 * repeated request by its reference, to tell what became of it, and to bar it.
 *
 * @param <S> the subject: what was begun, for instance a payment
 * @param <O> what the other side can say of it
 */
public interface Effect<S, O extends EffectOutcome> {

    /** The operation that has it. */
    OperationKind<?> operation();

    /** The subject of a claim that was begun earlier. */
    Uni<S> load(Claim claim);

    /** Asks the other side to execute it. Never fails: whatever goes wrong on the way is an outcome. */
    Uni<O> send(Claim claim, S subject);

    /** Asks the other side what became of it. Never fails. */
    Uni<O> inquire(S subject);

    /** Bars it from ever executing, and answers what it is then. Never fails. */
    Uni<O> bar(S subject);

    /** The answer as long as nobody knows. */
    Answer pending(S subject);

    /** The answer to a final outcome. */
    Answer answer(Claim claim, S subject, O outcome);

    /** {@link #load}, which fails where what was begun is not there. */
    default Uni<S> loaded(Claim claim) {
        return load(claim).onItem().ifNull().failWith(() -> new IllegalStateException(claim + " is not there"));
    }

    /** Asks the other side, and bars there what it never heard of. {@code barred} is reached in between. */
    default Uni<O> inquireOrBar(S subject, CrashPoint barred) {
        return inquire(subject)
                .chain(outcome -> outcome.knowledge() == EffectOutcome.Knowledge.NEVER_HEARD_OF
                        ? bar(subject).invoke(barred::reached)
                        : Uni.createFrom().item(outcome));
    }

    /** Books a final outcome with the answer that belongs to it. */
    default Uni<Outcome> book(Claim claim, S subject, O outcome) {
        return book(claim, subject, outcome, answer(claim, subject, outcome));
    }

    /** Books a final outcome and settles the claim with its answer, in one commit. */
    Uni<Outcome> book(Claim claim, S subject, O outcome, Answer answer);
}
