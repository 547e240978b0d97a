package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The Java client agrees, byte for byte, with what the browser SDK is tested against as well. */
class ClientVectorsTest {
    private static final JsonNode VECTORS = vectors();

    @TestFactory
    Stream<DynamicTest> canonicalTextsAreThoseOfTheVectors() {
        return each(
                "canonical",
                vector -> assertEquals(text(vector, "canonical"), Canonical.of(Json.read(text(vector, "json")))));
    }

    @TestFactory
    Stream<DynamicTest> whatLanguagesReadDifferentlyIsRefused() {
        return each("refused", vector -> assertInvalid(() -> Canonical.of(Json.read(text(vector, "json")))));
    }

    @TestFactory
    Stream<DynamicTest> intentsHaveTheIdsPathsAndBodiesOfTheVectors() {
        return each("identity", vector -> {
            Spec spec = Spec.of(text(vector, "user"), action(vector), vector.get("payload"));
            assertEquals(text(vector, "digest"), spec.digest());
            assertEquals(Canonical.sha256(text(vector, "identity")), spec.digest());
            assertEquals(text(vector, "id"), spec.id());
            assertEquals(text(vector, "path"), spec.path());
            assertEquals(text(vector, "body"), spec.body());
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoIntentIsRefused() {
        return each("invalidIntents", vector -> {
            Optional<Action> action = Action.named(text(vector, "action"));
            if (action.isPresent()) {
                assertInvalid(() -> Spec.of(text(vector, "user"), action.get(), vector.get("payload")));
            }
        });
    }

    @Test
    void keysAreThoseOfTheVectorsValidAndWithoutTheUser() {
        for (JsonNode vector : VECTORS.get("keys")) {
            String key = IntentRecord.makeKey(
                    text(vector, "user"),
                    text(vector, "action"),
                    text(vector, "digest"),
                    vector.get("at").asLong(),
                    text(vector, "random"));
            assertEquals(text(vector, "key"), key);
            assertTrue(key.matches("[A-Za-z0-9\\-_.:~+/=]{8,255}"), key);
            assertFalse(key.contains(text(vector, "user")), key);
        }
    }

    @TestFactory
    Stream<DynamicTest> storedRecordsAreReadOrDistrusted() {
        return each("records", vector -> {
            Optional<String> key =
                    IntentRecord.read(text(vector, "text"), text(vector, "id")).map(IntentRecord::key);
            assertEquals(Optional.ofNullable(vector.get("key").textValue()), key);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatTheServerTakesForNoKeyIsDistrustedEvenWhereItIsStoredUndamaged() {
        return each("noKeys", vector -> {
            IntentRecord stored = new IntentRecord("id", "order.create", text(vector, "key"), 0, null);
            assertEquals(Optional.empty(), IntentRecord.read(stored.seal(), "id"));
        });
    }

    @TestFactory
    Stream<DynamicTest> answersDecideWhatTheVectorsSay() {
        return each("decisions", vector -> {
            Decision decision = Verdict.of(vector.get("status").asInt(), text(vector, "body"))
                    .decision();
            assertEquals(text(vector, "decision"), decision.name().toLowerCase(Locale.ROOT));
            assertEquals(vector.get("newKey").asBoolean(), decision.allowsNewKey());
        });
    }

    @Test
    void waitsAreThoseOfTheVectors() {
        for (JsonNode vector : VECTORS.get("backoff")) {
            Backoff backoff = new Backoff(
                    Duration.ofMillis(vector.get("baseMs").asLong()),
                    Duration.ofMillis(vector.get("capMs").asLong()));
            Optional<Duration> retryAfter = Optional.of(vector.get("retryAfterMs"))
                    .filter(JsonNode::isNumber)
                    .map(ClientVectorsTest::millis);
            Duration delay = backoff.delay(
                    vector.get("attempt").asInt(), vector.get("random").asDouble(), retryAfter);
            assertEquals(vector.get("delayMs").asLong(), delay.toMillis(), vector.toString());
        }
    }

    @Test
    void retryAfterIsReadAsTheVectorsSay() {
        for (JsonNode vector : VECTORS.get("retryAfter")) {
            Optional<Duration> read = Backoff.retryAfter(
                    Optional.ofNullable(vector.get("value").textValue()),
                    Optional.ofNullable(vector.get("date").textValue()),
                    Instant.ofEpochMilli(vector.get("now").asLong()));
            Optional<Duration> wanted =
                    Optional.of(vector.get("ms")).filter(JsonNode::isNumber).map(ClientVectorsTest::millis);
            assertEquals(wanted, read, vector.toString());
        }
    }

    private interface Check {
        void on(JsonNode vector);
    }

    private static Stream<DynamicTest> each(String part, Check check) {
        return StreamSupport.stream(VECTORS.get(part).spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(text(vector, "name"), () -> check.on(vector)));
    }

    private static void assertInvalid(Executable work) {
        PayonceException thrown = assertThrows(PayonceException.class, work);
        assertEquals(PayonceException.Code.INVALID, thrown.code());
        assertEquals(PayonceException.Effect.NONE, thrown.effect());
    }

    private static Action action(JsonNode vector) {
        return Action.named(text(vector, "action")).orElseThrow();
    }

    private static Duration millis(JsonNode number) {
        return Duration.ofMillis(number.asLong());
    }

    private static String text(JsonNode vector, String field) {
        return vector.get(field).textValue();
    }

    private static JsonNode vectors() {
        try (InputStream file = ClientVectorsTest.class.getResourceAsStream("/client-vectors.json")) {
            return Json.MAPPER.readTree(file);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
