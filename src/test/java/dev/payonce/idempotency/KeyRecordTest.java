package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.idempotency.KeyRecord.Progress;
import java.time.Duration;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request comes to that finds its key taken. */
class KeyRecordTest {

    private static final Fingerprint ONE = fingerprint("one");
    private static final Fingerprint OTHER = fingerprint("other");

    private static Fingerprint fingerprint(String name) {
        var identity = new TreeMap<String, Object>();
        identity.put("name", name);
        return Fingerprint.of("thing.do", 1, identity, null);
    }

    private static KeyRecord standing(Progress progress, boolean lapsed, boolean expired) {
        var claim = new Claim(new UUID(0, 1), "key-12345", new UUID(0, 2), "thing.do", 1, "request");
        var answer = progress == null ? new Answer(201, "{}", "/thing") : null;
        return new KeyRecord(claim, ONE, progress, Duration.ZERO, lapsed, expired, "/thing", answer);
    }

    @ParameterizedTest
    @CsvSource({
        ", false, false, REPLAYED",
        ", false, true, EXPIRED",
        "RUNNING, false, false, IN_PROGRESS",
        "RUNNING, true, false, NOT_EXECUTED",
        "UNKNOWN, false, false, UNKNOWN",
        "UNKNOWN, true, false, UNKNOWN",
        "UNDONE, false, false, NOT_EXECUTED",
        "UNDONE, true, false, NOT_EXECUTED"
    })
    void theSameRequestMeetsWhatStandsThereAndAnotherIsAlwaysAMismatch(
            Progress progress, boolean lapsed, boolean expired, Verdict verdict) {
        KeyRecord standing = standing(progress, lapsed, expired);

        assertEquals(verdict, standing.classify(ONE));
        assertEquals(Verdict.MISMATCH, standing.classify(OTHER));
    }

    @Test
    void neitherAClaimNorAnIntentShowsItsKeyInALog() {
        Claim claim = standing(Progress.RUNNING, false, false).claim();
        var intent = new Intent(claim.merchant(), claim.key(), claim.operationId(), ONE, "request", 0);

        assertEquals("thing.do 00000000-0000-0000-0000-000000000002 attempt 1", claim.toString());
        assertEquals("thing.do 00000000-0000-0000-0000-000000000002", intent.toString());
        assertEquals(claim, Claim.first(intent));
    }
}
