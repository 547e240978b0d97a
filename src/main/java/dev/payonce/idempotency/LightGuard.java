package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** The guard of operations that keep no row under their keys, and have to be asked when a key is given up. */
public interface LightGuard {

    /**
     * Sees to it that nothing begins under the key any more; null, or why it is too late for that.
     *
     * @param token tells this abandonment from others
     */
    Uni<Abandonment> abandon(UUID merchant, String key, UUID token);
}
