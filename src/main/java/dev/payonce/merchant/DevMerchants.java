package dev.payonce.merchant;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Makes the two merchants that development and tests know. A packaged application does not contain this bean. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class DevMerchants {

    record Known(String id, String name, String key) {}

    /** The first is the one that examples use. */
    static final List<Known> KNOWN = List.of(
            new Known("00000000-0000-7000-8000-00000000ac3e", "acme", "sk_dev_acme"),
            new Known("00000000-0000-7000-8000-00000910be88", "globex", "sk_dev_globex"));

    private final MerchantStore store;

    DevMerchants(MerchantStore store) {
        this.store = store;
    }

    /** Waits: nothing is served before the start is over, and this is not an event loop. */
    void on(@Observes StartupEvent start) {
        for (Known each : KNOWN) {
            UUID id = UUID.fromString(each.id());
            store.make(id, each.name(), id, ApiKey.presented(each.key()))
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
    }
}
