package dev.payonce.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.gateway.GatewayOutcome.Barred;
import dev.payonce.gateway.GatewayOutcome.Executed;
import dev.payonce.gateway.GatewayOutcome.NeverHeardOf;
import dev.payonce.gateway.GatewayOutcome.NotExecuted;
import dev.payonce.gateway.GatewayOutcome.Refused;
import dev.payonce.gateway.GatewayOutcome.Unknown;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both ends of the protocol together: the gateway as it is injected, on the process's own simulator. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class HttpGatewaySimulatorTest {
    private static final UUID ACCOUNT = UUID.fromString("00000000-0000-7000-8000-00000000acc7");

    @Inject
    Gateway gateway;

    @Inject
    Vertx vertx;

    @TestHTTPResource("/simulator")
    String simulator;

    private final UUID reference = UUID.randomUUID();

    @Test
    void withoutAUrlTheOwnSimulatorIsTheGateway() {
        Executed executed =
                assertInstanceOf(Executed.class, now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_ok")));
        assertEquals(executed, now(gateway.inquire(reference, 1000, "EUR")));
        assertEquals(executed, now(gateway.bar(reference, 1000, "EUR")));
        assertInstanceOf(Unknown.class, now(gateway.inquire(reference, 1001, "EUR")));
        assertInstanceOf(Unknown.class, now(gateway.charge(reference, ACCOUNT, 1001, "EUR", "pm_ok")));
    }

    @Test
    void refusalsArePassedOn() {
        assertEquals(new Refused("card_declined"), now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_declined")));
        assertEquals(new Refused("charge_not_found"), now(gateway.refund(UUID.randomUUID(), reference, 1000, "EUR")));
    }

    @Test
    void whatTheSimulatorTurnsAwayIsNotExecuted() {
        assertInstanceOf(NotExecuted.class, now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_flaky")));
        assertInstanceOf(Executed.class, now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_flaky")));
    }

    @Test
    void aGarbledAnswerIsUnknownUntilItIsAskedFor() {
        assertInstanceOf(Unknown.class, now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_garbled")));
        assertInstanceOf(Executed.class, now(gateway.inquire(reference, 1000, "EUR")));
    }

    @Test
    void whatTheGatewayNeverHeardOfCanBeBarredAndIsThenLateForEver() {
        assertEquals(new NeverHeardOf(), now(gateway.inquire(reference, 1000, "EUR")));
        assertEquals(new Barred(), now(gateway.bar(reference, 1000, "EUR")));
        assertEquals(new Barred(), now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_ok")));
    }

    @Test
    void anAnswerThatNeverComesIsUnknownAfterTheTimeoutAndItsConnectionsAreNotMissed() {
        // Long enough for fifty connections to be made on a busy machine: without one, nothing would have been sent.
        HttpGateway hasty =
                new HttpGateway(vertx, Duration.ofSeconds(2), new SimpleMeterRegistry(), () -> Optional.of(simulator));
        // More than the pool holds: were the connections of unanswered calls kept, the later ones would get none.
        for (int round = 0; round < 3; round++) {
            List<Uni<GatewayOutcome>> calls = IntStream.range(0, 50)
                    .mapToObj(i -> hasty.charge(UUID.randomUUID(), ACCOUNT, 1000, "EUR", "pm_timeout_uncharged"))
                    .toList();
            now(Uni.join().all(calls).andFailFast()).forEach(outcome -> assertInstanceOf(Unknown.class, outcome));
        }
        assertInstanceOf(Executed.class, now(gateway.charge(reference, ACCOUNT, 1000, "EUR", "pm_ok")));
        hasty.close();
    }

    @Test
    void theStatementStreamsWhatMovedInTheWindowAcrossPages() {
        Instant from = Instant.now().minusMillis(1);
        Set<UUID> charged = new HashSet<>();
        for (int batch = 0; batch < 13; batch++) {
            List<UUID> references = Stream.generate(UUID::randomUUID).limit(40).toList();
            now(Uni.join()
                    .all(references.stream()
                            .map(each -> gateway.charge(each, ACCOUNT, 1000, "EUR", "pm_ok"))
                            .toList())
                    .andFailFast());
            charged.addAll(references);
        }
        Instant to = Instant.now().plusMillis(1);

        List<StatementEntry> entries =
                now(gateway.statement(ACCOUNT, from, to).collect().asList());
        assertEquals(520, entries.size());
        assertEquals(charged, entries.stream().map(StatementEntry::reference).collect(Collectors.toSet()));
        assertTrue(now(gateway.statement(ACCOUNT, to.plusSeconds(60), to.plusSeconds(61))
                        .collect()
                        .asList())
                .isEmpty());
    }

    private static <T> T now(Uni<T> call) {
        return call.await().atMost(Duration.ofSeconds(30));
    }
}
