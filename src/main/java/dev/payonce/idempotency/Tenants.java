package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/**
 * Whose keys there may be. Asked only where the keys of all tenants cannot be asked at once, since a part of a distributed
 * database is away: those in the rest are then served nevertheless. Nobody has to implement it where there is one tenant.
 */
public interface Tenants {

    /** The next tenants above {@code after}, in the order of their ids. */
    Uni<List<UUID>> after(UUID after, int limit);
}
