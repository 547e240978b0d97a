package dev.payonce;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Runs every rule as a transaction of plain statements. */
public class StepByStep implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("payonce.statements", "STEPS");
    }
}
