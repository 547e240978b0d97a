package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is past its tombstone goes, all of it and nothing else, and nobody waits for that. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReaperTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Keys as they are months later, as many as asked for; n is their number, from 1 on. */
    private static final String SEED = """
            INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
                    request_id, created_at, status, progress, due_at, completed_at, expires_at, response_status, response_body)
            SELECT %s, '%s-' || n, %s, 'order.create', 1, sha256('x'), '{}', 'seeded', now() - interval '200 days', %s
              FROM generate_series(1, ?) n
            """;

    private static final String PAST_ITS_TOMBSTONE =
            "'SUCCEEDED', NULL, NULL, now(), now() - interval '91 days' - n * interval '1 millisecond', 201, '{}'";

    private static final String EXPIRED =
            "'SUCCEEDED', NULL, NULL, now(), now() - interval '89 days' - n * interval '1 millisecond', 201, '{}'";

    private static final String UNDECIDED =
            "'PENDING', 'UNKNOWN', now() + interval '1 day', NULL::timestamptz, NULL::timestamptz, NULL::smallint, NULL";

    @Inject
    Reaper reaper;

    private final Api api = Api.newMerchant();

    private void seed(String name, String ids, String state, int keys) {
        Database.update(SEED.formatted("'" + api.merchant + "'::uuid", name, ids, state), keys);
    }

    private static String idsFrom(String prefix) {
        return "('" + prefix + "-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid";
    }

    private long keys(String name) {
        return Database.number(
                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key LIKE ?", api.merchant, name + "-%");
    }

    @AfterEach
    void nothingIsLeft() {
        Database.update("DELETE FROM idempotency_key WHERE merchant_id = ? AND request_id = 'seeded'", api.merchant);
    }

    @Test
    void claimsGoOnWhileManyThousandOldKeysAreDeleted() {
        seed("old-key", idsFrom("00000001"), PAST_ITS_TOMBSTONE, 50_000);
        seed("expired", idsFrom("00000002"), EXPIRED, 10);

        CompletableFuture<Void> reaping = reaper.run().subscribeAsCompletionStage();
        int claimed = 0;
        while (!reaping.isDone()) {
            api.order(100);
            claimed++;
        }

        assertEquals(0, keys("old-key"));
        assertEquals(10, keys("expired"));
        assertTrue(claimed > 10, "only " + claimed + " orders while fifty batches were deleted");
    }

    @Test
    void aBatchThatIsBeingDeletedBlocksNeitherClaimsNorAnotherReaper() throws Exception {
        seed("old-key", idsFrom("00000001"), PAST_ITS_TOMBSTONE, 3000);
        try (Connection other = Database.transaction();
                Statement statement = other.createStatement()) {
            int deleting = statement.executeUpdate(
                    "DELETE FROM idempotency_key WHERE merchant_id = '" + api.merchant + "' AND key LIKE 'old-key-1%'");

            api.order(100);
            await(reaper.run());

            // To this connection's eye: what it did not take is gone, and what it took back is still there.
            other.rollback();
            assertEquals(deleting, keys("old-key"));
        }
        await(reaper.run());
        assertEquals(0, keys("old-key"));
    }

    @Test
    void whatIsUndecidedIsNeverDeletedNorDoesItStandInTheWayHoweverMuchOfItThereIs() {
        seed("undecided", idsFrom("00000000"), UNDECIDED, 3000);
        seed("old-key", idsFrom("00000001"), PAST_ITS_TOMBSTONE, 10);

        await(reaper.run());

        assertEquals(3000, keys("undecided"));
        assertEquals(0, keys("old-key"));
    }

    @Test
    void whatAProcessWithAWrongClockMadeIsDeletedWhenTheDatabaseSaysThatItIsTime() {
        // The ids carry the process's time of day: young keys seem to be the oldest, and old ones to be of the future.
        seed("expired", idsFrom("00000000"), EXPIRED, 3000);
        seed("old-key", idsFrom("ffffffff"), PAST_ITS_TOMBSTONE, 10);

        await(reaper.run());

        assertEquals(3000, keys("expired"));
        assertEquals(0, keys("old-key"));
    }

    @Test
    void severalAtOnceShareTheWork() {
        seed("old-key", idsFrom("00000001"), PAST_ITS_TOMBSTONE, 20_000);
        await(Uni.join().all(reaper.run(), reaper.run(), reaper.run()).andFailFast());
        assertEquals(0, keys("old-key"));
    }

    @Test
    void everyMerchantHasItsTurnHoweverManyThereAre() {
        Database.update(
                SEED.formatted("gen_random_uuid()", "one-of-many", "gen_random_uuid()", PAST_ITS_TOMBSTONE), 500);
        await(reaper.run());
        assertEquals(0, Database.number("SELECT count(*) FROM idempotency_key WHERE key LIKE 'one-of-many-%'"));
    }

    private static <T> void await(Uni<T> work) {
        work.await().atMost(SOON);
    }
}
