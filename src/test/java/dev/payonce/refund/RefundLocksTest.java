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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Everything that needs a key and a payment locks the key first, so that no two wait for one another. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class RefundLocksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Api api = Api.newMerchant();
    private final String key = Api.newKey();

    @Test
    void whoeverWaitsForAKeyHoldsNoPayment() throws SQLException {
        String payment = api.paid(1000, "pm_slow");
        String path = "/v1/payments/" + payment + "/refunds";
        CompletableFuture<Answer> refund = api.send(path, key, Api.partialOf(400));
        Api.await(() -> api.current(key), found -> found.status() == 200);

        CompletableFuture<Answer> retry;
        try (Connection decision = Database.transaction()) {
            lock(decision, "UPDATE idempotency_key SET request_id = request_id WHERE key = ?", key);
            retry = api.send(path, key, Api.partialOf(400));
            assertTrue(somebodyWaits(), "the retry comes while its key is being decided");
            // With NOWAIT: fails at once if the retry holds the payment.
            lock(decision, "SELECT FROM payment WHERE id = ? FOR UPDATE NOWAIT", UUID.fromString(payment));
        }
        assertEquals("SUCCEEDED", Api.join(refund).expect(201).text("status"));
        assertTrue(List.of(200, 409).contains(Api.join(retry).status()));
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
