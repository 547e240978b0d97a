package dev.payonce.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.simulator.SimulatorCaller.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refund column of the contract's table: it goes by the payment method of the charge. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SimulatedRefundTest {

    @TestHTTPResource("/")
    String server;

    private final UUID charge = UUID.randomUUID();
    private final UUID reference = UUID.randomUUID();
    private SimulatorCaller simulator;

    @BeforeEach
    void dial() {
        simulator = new SimulatorCaller(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_ok", "pm_flaky", "pm_garbled"})
    void isExecutedAndStandsOnTheStatement(String paymentMethod) {
        simulator.charge(charge, 1000, paymentMethod);
        simulator.charge(charge, 1000, paymentMethod); // pm_flaky needs a second attempt, the others do not mind
        assertExecuted(paymentMethod);
    }

    @Test
    void ofPmTimeoutChargedIsExecuted() {
        simulator.chargeIntoSilence(charge, 1000, "pm_timeout_charged");
        assertExecuted("pm_timeout_charged");
    }

    @Test
    void ofPmSlowIsExecutedThreeSecondsAfterItCame() {
        simulator.charge(charge, 1000, "pm_slow");
        long started = System.nanoTime();
        assertExecuted("pm_slow");
        assertTrue(Duration.ofNanos(System.nanoTime() - started).toMillis() >= 3000);
    }

    @Test
    void ofPmRefundRefusedIsRefused() {
        simulator.charge(charge, 1000, "pm_refund_refused");
        assertRefused("refund_refused", simulator.refund(reference, charge, 400));
    }

    @Test
    void ofPmRefundTimeoutExecutedIsExecutedAndNeverAnswered() {
        simulator.charge(charge, 1000, "pm_refund_timeout_executed");
        simulator.refundIntoSilence(reference, charge, 400);
        simulator.refundIntoSilence(reference, charge, 400);

        assertEquals("EXECUTED", simulator.inquire(reference).status());
        assertEquals(1, simulator.moved(reference).size());
    }

    @Test
    void ofPmRefundTimeoutUnexecutedIsNeitherExecutedNorAnsweredNorKnown() {
        simulator.charge(charge, 1000, "pm_refund_timeout_unexecuted");
        simulator.refundIntoSilence(reference, charge, 400);

        assertEquals("NEVER_HEARD_OF", simulator.inquire(reference).status());
        assertEquals("BARRED", simulator.bar(reference).status());
        assertEquals("BARRED", simulator.refund(reference, charge, 400).status());
        assertEquals(0, simulator.moved(reference).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_declined", "pm_insufficient_funds", "pm_unavailable", "pm_never_seen"})
    void ofAChargeThatNeverExecutedIsRefused(String paymentMethod) {
        simulator.charge(charge, 1000, paymentMethod);
        assertRefused("charge_not_found", simulator.refund(reference, charge, 400));
    }

    @Test
    void ofAnUnknownChargeIsRefused() {
        assertRefused("charge_not_found", simulator.refund(reference, charge, 400));
    }

    @Test
    void ofARefundIsRefused() {
        simulator.charge(charge, 1000, "pm_ok");
        UUID refund = UUID.randomUUID();
        simulator.refund(refund, charge, 400);
        assertRefused("charge_not_found", simulator.refund(reference, refund, 400));
    }

    @Test
    void beyondTheChargeIsRefusedAndWhatFitsIsNot() {
        simulator.charge(charge, 1000, "pm_ok");
        assertEquals(
                "EXECUTED", simulator.refund(UUID.randomUUID(), charge, 700).status());

        assertRefused("amount_exceeds_charge", simulator.refund(reference, charge, 301));
        assertEquals(
                "EXECUTED", simulator.refund(UUID.randomUUID(), charge, 300).status());
    }

    @Test
    void aRepeatedRefundOfEverythingIsTheOneThatStands() {
        simulator.charge(charge, 1000, "pm_ok");
        Answer first = simulator.refund(reference, charge, 1000);

        assertEquals("EXECUTED", first.status());
        assertEquals(first, simulator.refund(reference, charge, 1000));
        assertEquals(1, simulator.moved(reference).size());
    }

    @Test
    void concurrentRefundsNeverGiveBackMoreThanWasCharged() {
        simulator.charge(charge, 1000, "pm_ok");
        List<CompletableFuture<Answer>> calls = IntStream.range(0, 50)
                .mapToObj(i -> simulator.sendRefund(UUID.randomUUID(), charge, 100))
                .toList();

        List<String> outcomes = calls.stream().map(call -> call.join().status()).toList();
        assertEquals(10, outcomes.stream().filter("EXECUTED"::equals).count());
        assertEquals(40, outcomes.stream().filter("REFUSED"::equals).count());
    }

    @Test
    void fiftyConcurrentDuplicatesAreOneRefundAndTakeItOffOnce() {
        simulator.charge(charge, 1000, "pm_ok");
        List<CompletableFuture<Answer>> calls = IntStream.range(0, 50)
                .mapToObj(i -> simulator.sendRefund(reference, charge, 600))
                .toList();

        assertEquals(1, calls.stream().map(CompletableFuture::join).distinct().count());
        assertEquals(1, simulator.moved(reference).size());
        assertEquals(
                "EXECUTED", simulator.refund(UUID.randomUUID(), charge, 400).status());
    }

    @Test
    void underTheReferenceOfAnotherRequestIsAConflict() {
        simulator.charge(charge, 1000, "pm_ok");
        simulator.refund(reference, charge, 400);

        assertEquals(409, simulator.refund(reference, charge, 401).http());
        assertEquals(409, simulator.refund(charge, charge, 400).http());
        assertEquals(409, simulator.charge(reference, 400, "pm_ok").http());
        assertEquals(
                "EXECUTED", simulator.refund(UUID.randomUUID(), charge, 600).status());
    }

    private void assertExecuted(String paymentMethod) {
        Answer answer = simulator.refund(reference, charge, 400);

        assertEquals("EXECUTED", answer.status());
        JsonNode entries = simulator.moved(reference);
        assertEquals(1, entries.size());
        assertEquals("REFUND", entries.get(0).get("type").asText());
        assertEquals(400, entries.get(0).get("amount").asLong());
        assertEquals(paymentMethod, entries.get(0).get("paymentMethod").asText());
        assertEquals(answer.json().get("id"), entries.get(0).get("id"));
    }

    private void assertRefused(String failureCode, Answer answer) {
        assertEquals("REFUSED", answer.status());
        assertEquals(failureCode, answer.json().get("failureCode").asText());
        assertEquals(answer, simulator.inquire(reference));
        assertEquals(0, simulator.moved(reference).size());
    }
}
