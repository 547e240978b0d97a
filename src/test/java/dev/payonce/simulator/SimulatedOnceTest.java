package dev.payonce.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.simulator.SimulatorCaller.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One reference, one decision: duplicates, bars, and the statement that shows them. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SimulatedOnceTest {

    @TestHTTPResource("/")
    String server;

    private final UUID reference = UUID.randomUUID();
    private SimulatorCaller simulator;

    @BeforeEach
    void dial() {
        simulator = new SimulatorCaller(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_ok", "pm_slow", "pm_declined"})
    void fiftyConcurrentDuplicatesHaveOneOutcome(String paymentMethod) {
        List<CompletableFuture<Answer>> calls = IntStream.range(0, 50)
                .mapToObj(i -> simulator.sendCharge(reference, 1000, paymentMethod))
                .toList();

        assertEquals(1, calls.stream().map(CompletableFuture::join).distinct().count());
        assertEquals(
                paymentMethod.equals("pm_declined") ? 0 : 1,
                simulator.moved(reference).size());
    }

    @Test
    void ofFiftyConcurrentAttemptsOfPmFlakyOneIsTurnedAway() {
        List<CompletableFuture<Answer>> calls = IntStream.range(0, 50)
                .mapToObj(i -> simulator.sendCharge(reference, 1000, "pm_flaky"))
                .toList();

        assertEquals(1, calls.stream().filter(call -> call.join().http() == 503).count());
        assertEquals(1, simulator.moved(reference).size());
    }

    @Test
    void aReferenceBelongsToOneRequest() {
        simulator.charge(reference, 1000, "pm_ok");

        assertEquals(409, simulator.charge(reference, 1001, "pm_ok").http());
        assertEquals(409, simulator.charge(reference, 1000, "pm_garbled").http());
        assertEquals(409, simulator.charge(reference, 1000, "pm_unavailable").http());
        assertEquals(
                409, simulator.charge(reference, 1000, "pm_timeout_uncharged").http());
        assertEquals(1, simulator.moved(reference).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pm_ok",
                "pm_slow",
                "pm_declined",
                "pm_timeout_charged",
                "pm_timeout_uncharged",
                "pm_unavailable",
                "pm_flaky",
                "pm_garbled"
            })
    void whatIsBarredNeverExecutesWhateverComesLater(String paymentMethod) {
        assertEquals("BARRED", simulator.bar(reference).status());

        assertEquals("BARRED", simulator.charge(reference, 1000, paymentMethod).status());
        assertEquals("BARRED", simulator.bar(reference).status());
        assertEquals("BARRED", simulator.inquire(reference).status());
        assertEquals(0, simulator.moved(reference).size());
    }

    @Test
    void whatIsExecutedCannotBeBarred() {
        Answer executed = simulator.charge(reference, 1000, "pm_ok");

        assertEquals(executed, simulator.bar(reference));
        assertEquals(executed, simulator.inquire(reference));
    }

    @Test
    void aBarAndALateChargeThatRaceAgreeOnWhoWon() {
        for (int round = 0; round < 60; round++) {
            UUID raced = UUID.randomUUID();
            CompletableFuture<Answer> charge;
            CompletableFuture<Answer> bar;
            if (round % 2 == 0) {
                charge = simulator.sendCharge(raced, 1000, "pm_ok");
                bar = simulator.sendBar(raced);
            } else {
                bar = simulator.sendBar(raced);
                charge = simulator.sendCharge(raced, 1000, "pm_ok");
            }
            assertEquals(charge.join().status(), bar.join().status());
            boolean executed = charge.join().status().equals("EXECUTED");
            assertTrue(executed || charge.join().status().equals("BARRED"));
            assertEquals(executed ? 1 : 0, simulator.moved(raced).size());
        }
    }

    @Test
    void theStatementIsReadInPagesInTheOrderOfTheReferences() {
        Instant from = Instant.now().minusMillis(1);
        for (int i = 0; i < 7; i++) {
            simulator.charge(UUID.randomUUID(), 1000 + i, "pm_ok");
        }
        Instant to = Instant.now().plusMillis(1);

        List<String> references = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = simulator
                    .get("/statement?from=" + from + "&to=" + to + "&limit=3"
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            assertTrue(page.get("entries").size() <= 3);
            page.get("entries")
                    .forEach(entry -> references.add(entry.get("reference").asText()));
            cursor = page.path("nextCursor").asText();
        } while (!cursor.isEmpty());

        assertEquals(7, references.size());
        assertEquals(references.stream().sorted().toList(), references);
    }

    @Test
    void theStatementOfOneReferenceIsTheContractsJsonAndNothingElse() {
        simulator.charge(reference, 1000, "pm_ok");
        JsonNode statement = simulator.get("/statement?reference=" + reference).json();

        assertEquals(1, statement.size());
        assertFalse(statement.get("entries").isEmpty());
        assertEquals(
                "{\"entries\":[]}",
                simulator.get("/statement?reference=" + UUID.randomUUID()).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference=x", "from=yesterday", "to=1", "limit=0", "limit=1001", "limit=x", "cursor=x"})
    void aStatementThatCannotBeMeantIsRefused(String query) {
        assertEquals(400, simulator.get("/statement?" + query).http());
    }
}
