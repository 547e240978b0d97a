package dev.payonce;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** What development and tests have beside production is off. One profile for all who test that, since each costs an application. */
public final class AsInProduction implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "payonce.simulator.enabled", "false",
                "payonce.playground.enabled", "false",
                "payonce.webhook.private", "false");
    }
}
