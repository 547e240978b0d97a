package dev.payonce;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Runs every rule as one statement that shares its commit with no other. */
public class EachAlone implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("payonce.statements", "WHOLE");
    }
}
