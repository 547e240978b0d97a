package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one merchant's rows or a part of the database do to recovery is felt by nobody else. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class RecoveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String OF_A_NEWER_RELEASE = """
            INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
                    request_id, status, progress, due_at)
            SELECT ?, 'newer-key-' || n, gen_random_uuid(), 'wallet.close', 1, sha256('x'), '{}', 'newer',
                   'PENDING', 'UNKNOWN', now() - interval '1 day'
              FROM generate_series(1, 200) n
            """;

    @Inject
    Recovery recovery;

    @Inject
    EachTenant eachTenant;

    @Inject
    KeyStore keys;

    @Inject
    MeterRegistry meters;

    private final Api api = Api.newMerchant();

    /** A payment that the gateway has executed without saying so in a way that can be read: unknown at once. */
    private static String undecided(Api api) {
        return api.post("/v1/orders/" + api.order(1000) + "/payments", Api.newKey(), Api.paymentOf(1000, "pm_garbled"))
                .expect(202)
                .id();
    }

    private static void settled(String payment) {
        Database.await(
                1, "SELECT count(*) FROM payment WHERE id = ? AND status = 'SUCCEEDED'", UUID.fromString(payment));
    }

    @Test
    void operationsThatThisInstanceDoesNotKnowAreLeftAloneCountedAndStandInNobodysWay() {
        Database.update(OF_A_NEWER_RELEASE, api.merchant);
        try {
            settled(undecided(api));
            recovery.run().await().atMost(SOON);
            assertEquals(
                    200,
                    Database.number(
                            "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND request_id = 'newer' AND attempt = 1",
                            api.merchant));
            assertEquals(200, meters.get("recovery.unknown.operations").gauge().value());
        } finally {
            Database.update("DELETE FROM idempotency_key WHERE merchant_id = ? AND request_id = 'newer'", api.merchant);
        }
    }

    @Test
    void aMerchantWhoseRowsCannotBeTakenKeepsRecoveryFromNoOther() {
        String theirs = undecided(api);
        Database.update("""
                CREATE FUNCTION lost_worker() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE 'connection to the remote node failed' USING ERRCODE = '08006';
                END
                $$
                """);
        try {
            Database.update("""
                    CREATE TRIGGER lost_worker BEFORE UPDATE ON idempotency_key
                       FOR EACH ROW WHEN (NEW.merchant_id = '%s') EXECUTE FUNCTION lost_worker()
                    """.formatted(api.merchant));
            settled(undecided(Api.newMerchant()));
        } finally {
            Database.update("DROP FUNCTION lost_worker() CASCADE");
        }
        settled(theirs);
    }

    @Test
    void whereAllMerchantsCannotBeAskedAtOnceTheyAreGoneThroughOneByOne() {
        Uni<List<UUID>> refused = Uni.createFrom().failure(new IllegalStateException("a worker is away"));
        UUID before = new UUID(api.merchant.getMostSignificantBits(), api.merchant.getLeastSignificantBits() - 1);
        assertEquals(
                List.of(api.merchant),
                eachTenant.orAll(refused, before, 1).await().atMost(SOON));
    }

    @Test
    void aMerchantThatCannotBeCountedIsLeftOutOfTheSumAndNoOther() {
        UUID away = Api.newMerchant().merchant;
        Database.update(OF_A_NEWER_RELEASE, api.merchant);
        Database.update(OF_A_NEWER_RELEASE, away);
        try {
            KeyStore.Open open = eachTenant
                    .sum((first, last) -> !first.equals(last) || first.equals(away)
                            ? Uni.createFrom().failure(new IllegalStateException("a worker is away"))
                            : keys.countOpen(first, last, 10, Set.of("payment.create", "refund.create")))
                    .await()
                    .atMost(SOON);
            assertEquals(200, open.unknown());
        } finally {
            Database.update("DELETE FROM idempotency_key WHERE request_id = 'newer'");
        }
    }
}
