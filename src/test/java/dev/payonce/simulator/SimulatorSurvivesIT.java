package dev.payonce.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Packaged;
import dev.payonce.embedded.EmbeddedServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged application as a simulator of its own, turned on by its environment alone, and killed while it works. */
class SimulatorSurvivesIT {
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+?:\\d+)");
    private static final EmbeddedServers SERVERS = EmbeddedServers.in(Path.of("target", "simulator-servers"));

    @BeforeAll
    static void startServers() {
        SERVERS.wipe();
        SERVERS.stopAtExit();
        SERVERS.start();
    }

    @AfterAll
    static void stopServers() {
        SERVERS.stop();
    }

    @Test
    void aSlowChargeExecutesInTimeThoughTheSimulatorIsKilledMeanwhile() throws Exception {
        UUID reference = UUID.randomUUID();
        Instant asked = Instant.now();
        Process first = start();
        try {
            SimulatorCaller simulator = dial(first);
            asked = Instant.now();
            CompletableFuture<?> cutOff = simulator.sendCharge(reference, 1000, "pm_slow");
            assertEquals("UNDER_WAY", simulator.inquireUntilKnown(reference).status());
            first.destroyForcibly().waitFor();
            assertTrue(cutOff.handle((answer, fault) -> fault != null).join());
        } finally {
            first.destroyForcibly().waitFor();
        }

        Process second = start();
        try {
            SimulatorCaller simulator = dial(second);
            assertEquals(
                    "EXECUTED", simulator.charge(reference, 1000, "pm_slow").status());
            JsonNode entries = simulator.moved(reference);
            assertEquals(1, entries.size());
            Instant executedAt = Instant.parse(entries.get(0).get("executedAt").asText());
            assertTrue(executedAt.isAfter(asked.plusMillis(2900)), executedAt::toString);
            assertTrue(executedAt.isBefore(asked.plusSeconds(10)), executedAt::toString);
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutItsDatabaseItSaysThatTheOutcomeIsUnknownAndNeverThatNothingHappened() throws Exception {
        Process process = start();
        try {
            SimulatorCaller simulator = dial(process);
            UUID reference = UUID.randomUUID();
            assertEquals(200, simulator.charge(reference, 1000, "pm_ok").http());

            SERVERS.killPostgres();
            assertEquals(500, simulator.charge(reference, 1000, "pm_ok").http());
            assertEquals(
                    500,
                    simulator.charge(UUID.randomUUID(), 1000, "pm_unavailable").http());
            assertEquals(
                    500, simulator.refund(UUID.randomUUID(), reference, 1000).http());
            assertEquals(500, simulator.inquire(reference).http());
            assertEquals(500, simulator.bar(reference).http());
            assertEquals(500, simulator.get("/statement").http());

            SERVERS.start();
            assertEquals(1, simulator.moved(reference).size());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process start() throws IOException {
        var environment = new HashMap<>(SERVERS.settings());
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("PAYONCE_SIMULATOR", "true");
        return Packaged.built()
                .process(List.of(), environment)
                .redirectErrorStream(true)
                .start();
    }

    /** Returns once the process says where it listens; what it says later is read away, lest it waits for a reader. */
    private static SimulatorCaller dial(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        String url = null;
        for (String line = output.readLine(); line != null && url == null; line = output.readLine()) {
            said.append(line).append(System.lineSeparator());
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                url = listening.group(1);
                break;
            }
        }
        assertNotNull(url, said::toString);
        CompletableFuture.runAsync(() -> output.lines().forEach(line -> {}));
        return new SimulatorCaller(url);
    }
}
