package dev.payonce.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The effects that this release knows, by each name that their operations have or had. */
@ApplicationScoped
class Effects {

    private final Map<String, Effect<?, ?>> byName = new HashMap<>();

    Effects(Instance<Effect<?, ?>> effects) {
        effects.forEach(effect -> effect.operation().names().forEach(name -> byName.put(name, effect)));
    }

    /** The names of all operations that have one. */
    Set<String> names() {
        return byName.keySet();
    }

    /** The effect of a claim's operation; none if a newer release has begun it. */
    Optional<Effect<?, ?>> of(Claim claim) {
        return Optional.ofNullable(byName.get(claim.operation()));
    }
}
