package dev.payonce.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A retry locks the payment and may then wait for the key; a decision must never wait the other way round. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class RefundLocksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Api api = Api.newMerchant();
    private final String key = Api.newKey();

    @Test
    void whoeverDecidesARefundHoldsNoKeyWhileWaitingForThePayment() throws SQLException {
        String payment = api.paid(1000, "pm_slow");
        CompletableFuture<Answer> refund = api.send("/v1/payments/" + payment + "/refunds", key, Api.partialOf(400));
        Api.await(() -> api.current(key), found -> found.status() == 200);

        try (Connection retry = Database.transaction()) {
            lock(retry, "SELECT FROM payment WHERE id = ? FOR UPDATE", UUID.fromString(payment));
            assertTrue(somebodyWaits(), "the decision comes while the retry holds the payment");
            // With NOWAIT: fails at once if the decision holds the key.
            lock(retry, "SELECT FROM idempotency_key WHERE key = ? FOR UPDATE NOWAIT", key);
        }
        assertEquals("SUCCEEDED", Api.join(refund).expect(201).text("status"));
    }

    private static void lock(Connection connection, String sql, Object parameter) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            statement.execute();
        }
    }

    private static boolean somebodyWaits() {
        Instant latest = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(latest)) {
            if (Database.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0) {
                return true;
            }
        }
        return false;
    }
}
