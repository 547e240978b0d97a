package dev.payonce.notice;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secret has to look like, and how far a notice's time may be from ours. */
class SignaturesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String BODY = "{}";

    private record Config(Optional<String> secret, Duration kept) implements NoticeConfig {}

    private static Signatures with(String secret) {
        return new Signatures(new Config(Optional.ofNullable(secret), Duration.ofDays(1)), () -> NOW);
    }

    private static String ofLength(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "whsec_", "secret", "whsec_not base64", "WHSEC_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})
    void whatIsNoSecretStopsTheStartInOneLineThatDoesNotTellIt(String secret) {
        assertStopped(secret);
    }

    @Test
    void aSecretHasTwentyFourToSixtyFourBytes() {
        assertStopped(ofLength(23));
        assertStopped(ofLength(65));
        assertDoesNotThrow(() -> with(ofLength(24)).check(null));
        assertDoesNotThrow(() -> with(ofLength(64)).check(null));
        assertDoesNotThrow(() -> with(null).check(null), "none is expected then");
    }

    private static void assertStopped(String secret) {
        Signatures signatures = with(secret);
        String why = assertThrows(ConfigurationException.class, () -> signatures.check(null))
                .getMessage();
        assertEquals("payonce: GATEWAY_WEBHOOK_SECRET must be whsec_ and the Base64 of 24 to 64 bytes.", why);
    }

    @Test
    void aNoticeIsOfNowForFiveMinutesEitherWay() {
        for (int apart : new int[] {-300, -299, 0, 299, 300}) {
            assertTrue(isTaken(apart), () -> apart + " seconds");
        }
        for (int apart : new int[] {-100_000, -301, 301, 100_000}) {
            assertFalse(isTaken(apart), () -> apart + " seconds");
        }
    }

    private static boolean isTaken(long apart) {
        long at = NOW.getEpochSecond() + apart;
        return with(Gateway.SECRET)
                .areTheGateways(
                        "evt_1",
                        Long.toString(at),
                        Gateway.signature(Gateway.SECRET, "evt_1", at, BODY),
                        BODY.getBytes(StandardCharsets.UTF_8));
    }
}
