package dev.payonce.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a comparison found.
 *
 * @param matched how many movements on the gateway's statement our books show alike
 * @param breaks where the two do not agree, in the order of the references, at most {@link #MOST_BREAKS}
 * @param truncated whether there are more breaks than that
 */
@RegisterForReflection
public record Reconciliation(long matched, List<Break> breaks, boolean truncated) {

    /** What still fits into one answer, and into one person's day. */
    static final int MOST_BREAKS = 10_000;
}
