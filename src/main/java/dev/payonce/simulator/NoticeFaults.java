package dev.payonce.simulator;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * What is wrong with the notices that are sent from now on; what is left out is not.
 *
 * @param lose nothing is sent at all
 * @param forge signed with another secret
 * @param reorder each second one is sent before the one that it follows
 * @param duplicates how often each one is sent again, at the same moment
 * @param delayMillis how much later than it could be sent
 */
@RegisterForReflection
record NoticeFaults(
        Boolean lose,
        Boolean forge,
        Boolean reorder,
        @Min(0) @Max(100) Integer duplicates,
        @Min(0) @Max(600_000) Long delayMillis) {

    static final NoticeFaults NONE = new NoticeFaults(null, null, null, null, null);

    NoticeFaults {
        lose = lose != null && lose;
        forge = forge != null && forge;
        reorder = reorder != null && reorder;
        duplicates = duplicates == null ? Integer.valueOf(0) : duplicates;
        delayMillis = delayMillis == null ? Long.valueOf(0) : delayMillis;
    }
}
