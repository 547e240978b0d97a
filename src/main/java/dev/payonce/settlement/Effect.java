package dev.payonce.settlement;

import dev.payonce.gateway.GatewayOutcome;
import dev.payonce.idempotency.Answer;
import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Operation;
import io.smallrye.mutiny.Uni;

/**
 * One kind of effect at the gateway.
 *
 * @param <S> the subject: the payment or refund as it was begun
 */
public interface Effect<S> {

    /** The operation that has this effect. */
    Operation<?> operation();

    /** The subject of a claim that was begun earlier. */
    Uni<S> load(Claim claim);

    /** Asks the gateway to execute it, with the subject's id as the reference. */
    Uni<GatewayOutcome> send(Claim claim, S subject);

    /** Asks the gateway what became of it. */
    Uni<GatewayOutcome> inquire(S subject);

    /** Bars it from ever executing. */
    Uni<GatewayOutcome> bar(S subject);

    /** The answer as long as nobody knows. */
    Answer pending(S subject);

    /**
     * Books that it executed, and decides the claim, in one commit.
     *
     * @return the stored answer, or null if the claim was taken over
     */
    Uni<Answer> bookExecuted(Claim claim, S subject, String gatewayReference);

    /**
     * Books that it will never execute, and decides the claim, in one commit.
     *
     * @return the stored answer, or null if the claim was taken over
     */
    Uni<Answer> bookFailed(Claim claim, S subject, String failureCode);
}
