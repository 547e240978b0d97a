package dev.payonce;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * What development and tests have beside production is off, and what is for those who run it has a port of its own. One profile
 * for all who test that, since each costs an application.
 */
public final class AsInProduction implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "payonce.simulator.enabled", "false",
                "payonce.playground.enabled", "false",
                "payonce.webhook.private", "false",
                "quarkus.management.enabled", "true",
                "quarkus.management.test-port", "0",
                "quarkus.swagger-ui.enabled", "false");
    }
}
