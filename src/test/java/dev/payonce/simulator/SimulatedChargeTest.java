package dev.payonce.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.simulator.SimulatorCaller.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The charge column of the contract's table. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SimulatedChargeTest {

    @TestHTTPResource("/")
    String server;

    private final UUID reference = UUID.randomUUID();
    private SimulatorCaller simulator;

    @BeforeEach
    void dial() {
        simulator = new SimulatorCaller(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_ok", "pm_refund_refused", "pm_refund_timeout_executed", "pm_refund_timeout_unexecuted"})
    void isExecutedAndStandsOnTheStatement(String paymentMethod) {
        Instant before = Instant.now().minusSeconds(1);
        Answer answer = simulator.charge(reference, 1000, paymentMethod);

        assertEquals(200, answer.http());
        assertEquals("EXECUTED", answer.status());
        JsonNode entry = onlyEntry();
        assertEquals(answer.json().get("id"), entry.get("id"));
        assertEquals("CHARGE", entry.get("type").asText());
        assertEquals(reference.toString(), entry.get("reference").asText());
        assertEquals(1000, entry.get("amount").asLong());
        assertEquals("EUR", entry.get("currency").asText());
        assertEquals(paymentMethod, entry.get("paymentMethod").asText());
        Instant executedAt = Instant.parse(entry.get("executedAt").asText());
        assertTrue(
                executedAt.isAfter(before) && executedAt.isBefore(Instant.now().plusSeconds(1)));
        assertEquals(7, entry.size());
    }

    @ParameterizedTest
    @CsvSource({
        "pm_declined, card_declined",
        "pm_insufficient_funds, insufficient_funds",
        "pm_never_seen, invalid_payment_method",
        "'', invalid_payment_method"
    })
    void isRefusedForGood(String paymentMethod, String failureCode) {
        Answer answer = simulator.charge(reference, 1000, paymentMethod);

        assertEquals("REFUSED", answer.status());
        assertEquals(failureCode, answer.json().get("failureCode").asText());
        assertEquals(answer, simulator.charge(reference, 1000, paymentMethod));
        assertEquals(answer, simulator.inquire(reference));
        assertNothingMoved();
    }

    @Test
    void pmSlowIsUnderWayAndThenExecutedThreeSecondsAfterItCame() {
        long started = System.nanoTime();
        CompletableFuture<Answer> call = simulator.sendCharge(reference, 1000, "pm_slow");
        // Both requests are under way at once: the inquiry is repeated until the charge is known, at most 3 s.
        Answer meanwhile = simulator.inquire(reference);
        while (meanwhile.status().equals("NEVER_HEARD_OF") && !call.isDone()) {
            meanwhile = simulator.inquire(reference);
        }
        assertEquals("UNDER_WAY", meanwhile.status());
        assertNothingMoved();

        assertEquals("EXECUTED", call.join().status());
        assertTrue(Duration.ofNanos(System.nanoTime() - started).toMillis() >= 3000);
        onlyEntry();
    }

    @Test
    void pmSlowExecutesThoughNobodyWaitsForIt() {
        simulator.chargeIntoSilence(reference, 1000, "pm_slow");

        assertEquals("UNDER_WAY", simulator.inquire(reference).status());
        assertEquals("UNDER_WAY", simulator.bar(reference).status());
        // A repetition is answered when it is executed, and is not another one.
        assertEquals("EXECUTED", simulator.charge(reference, 1000, "pm_slow").status());
        onlyEntry();
    }

    @Test
    void pmTimeoutChargedIsExecutedAndNeverAnswered() {
        simulator.chargeIntoSilence(reference, 1000, "pm_timeout_charged");
        simulator.chargeIntoSilence(reference, 1000, "pm_timeout_charged");

        assertEquals("EXECUTED", simulator.inquire(reference).status());
        assertEquals("EXECUTED", simulator.bar(reference).status());
        onlyEntry();
    }

    @Test
    void pmTimeoutUnchargedIsNeitherExecutedNorAnsweredNorKnown() {
        simulator.chargeIntoSilence(reference, 1000, "pm_timeout_uncharged");
        simulator.chargeIntoSilence(reference, 1000, "pm_timeout_uncharged");

        assertEquals("NEVER_HEARD_OF", simulator.inquire(reference).status());
        assertEquals("BARRED", simulator.bar(reference).status());
        assertEquals(
                "BARRED",
                simulator.charge(reference, 1000, "pm_timeout_uncharged").status());
        assertNothingMoved();
    }

    @Test
    void pmUnavailableIsTurnedAwayEveryTime() {
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertTurnedAway(simulator.charge(reference, 1000, "pm_unavailable"));
        }
        assertEquals("NEVER_HEARD_OF", simulator.inquire(reference).status());
        assertNothingMoved();
    }

    @Test
    void pmFlakyIsTurnedAwayOnceForEachReferenceAndThenExecuted() {
        assertTurnedAway(simulator.charge(reference, 1000, "pm_flaky"));
        assertNothingMoved();

        assertEquals("EXECUTED", simulator.charge(reference, 1000, "pm_flaky").status());
        assertEquals("EXECUTED", simulator.charge(reference, 1000, "pm_flaky").status());
        onlyEntry();
        assertTurnedAway(simulator.charge(UUID.randomUUID(), 1000, "pm_flaky"));
    }

    @Test
    void pmGarbledIsExecutedAndAnsweredWithSomethingThatIsNotJson() {
        Answer garbled = simulator.charge(reference, 1000, "pm_garbled");

        assertEquals(200, garbled.http());
        assertThrows(AssertionError.class, garbled::json);
        assertEquals("EXECUTED", simulator.inquire(reference).status());
        onlyEntry();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void ofNoMoneyMakesNoSense(long amount) {
        assertEquals(400, simulator.charge(reference, amount, "pm_ok").http());
        assertNothingMoved();
    }

    private static void assertTurnedAway(Answer answer) {
        assertEquals(503, answer.http());
        assertEquals("NOT_EXECUTED", answer.status());
    }

    private void assertNothingMoved() {
        assertEquals(0, simulator.moved(reference).size());
    }

    private JsonNode onlyEntry() {
        JsonNode entries = simulator.moved(reference);
        assertEquals(1, entries.size(), entries::toString);
        return entries.get(0);
    }
}
