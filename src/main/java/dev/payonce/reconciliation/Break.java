package dev.payonce.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A reference on which the two sides do not agree.
 *
 * @param ours what our books say, or null if they do not know it
 * @param theirs what the gateway's statement says, or null if it does not show it
 */
@RegisterForReflection
public record Break(
        @Schema(description = "The id of the payment or refund, under which the gateway knows it.")
        UUID reference,

        Kind kind,
        @Schema(nullable = true) Movement ours,
        @Schema(nullable = true) Movement theirs) {

    /** How they disagree. */
    @Schema(name = "BreakKind")
    public enum Kind {
        MISSING_AT_GATEWAY,
        MISSING_IN_BOOKS,
        AMOUNT_DIFFERS,
        STATUS_DIFFERS
    }

    /** Compares the two views of one reference, at least one of which there is; null if they agree. */
    static Break between(UUID reference, Movement ours, Movement theirs) {
        if (ours == null) {
            return new Break(reference, Kind.MISSING_IN_BOOKS, null, theirs);
        }
        boolean booked = ours.status().equals(Movement.SUCCEEDED);
        if (theirs == null) {
            return booked ? new Break(reference, Kind.MISSING_AT_GATEWAY, ours, null) : null;
        }
        if (!ours.sameMoney(theirs)) {
            return new Break(reference, Kind.AMOUNT_DIFFERS, ours, theirs);
        }
        return booked ? null : new Break(reference, Kind.STATUS_DIFFERS, ours, theirs);
    }
}
