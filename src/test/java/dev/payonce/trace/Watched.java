package dev.payonce.trace;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** All that can be seen from inside is on: traces, the gateway's notices, the count of requests. */
public final class Watched implements QuarkusTestProfile {

    private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.otel.sdk.disabled", "false",
                // Spans stay in memory (Spans), and nothing is sent anywhere.
                "quarkus.otel.traces.exporter", "none",
                "payonce.notice.secret", SECRET,
                "payonce.simulator.notices.secret", SECRET,
                "payonce.rate-limit", "1000000/PT1S",
                "payonce.gateway.timeout", "PT1S");
    }
}
