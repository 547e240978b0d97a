package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key's end: replayed, then 410, then deleted in batches; never while undecided; and references refuse for ever. */
class ExpiryIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OLD = 2500;

    private static Lab lab;
    private static Instance simulator;

    @BeforeAll
    static void open() {
        lab = Lab.open("expiry");
        simulator = lab.simulator().start();
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Instance instance(String name, String... more) {
        return lab.instance(name, simulator.port(), "PAYONCE_KEY_RETENTION", "PT3S", "PAYONCE_KEY_TOMBSTONE", "PT4S")
                .with("PAYONCE_RECOVERY_EVERY", "PT1H")
                .with(more);
    }

    @Test
    void aKeyIsReplayedThenExpiredThenDeletedButNeverWhileUndecidedAndItsReferenceStillRefuses() throws Exception {
        Instance instance =
                // By this process's clock everything has long been past its tombstone, by the next one's not yet begun.
                instance("keeps", "QUARKUS_SCHEDULER_ENABLED", "false", "PAYONCE_CLOCK_OFFSET", "PT5000H")
                        .start();
        Merchant merchant = lab.merchant(instance);
        Shop shop = new Shop("old", instance.client(merchant.apiKey(), 1));
        Intent undecided = shop.payment(shop.decide(shop.order(500)).id(), 500, "pm_timeout_charged");
        assertEquals(202, statusOf(shop, undecided));
        Intent order = shop.order(500);
        Shop.Decided made = shop.decide(order);
        assertEquals(200, statusOf(shop, order));

        Await.until("the key expires", SOON, () -> statusOf(shop, order) == 410);
        HttpResponse<String> found = instance.get("/v1/orders/" + made.id(), merchant.apiKey());
        assertEquals(200, found.statusCode());
        assertEquals(resource(shop, order), "/v1/orders/" + made.id());
        assertEquals(1, keys(merchant, order));

        manyOldKeys(merchant);
        // Every process recovers what is due when it starts; this one is to stay undecided while all else is reaped.
        lab.change("UPDATE idempotency_key SET due_at = now() + interval '1 hour' WHERE status = 'PENDING'");
        Instance doomed = instance("dies-reaping", "PAYONCE_CRASH_AT", "in-reaper", "PAYONCE_REAPER_EVERY", "PT0.5S")
                .launch();
        assertEquals(Instance.KILLED, doomed.awaitEnd());
        long left = decided(merchant);
        assertTrue(left > 0 && left < OLD, () -> left + " keys after the first batch");

        Instance reaping = instance("reaps", "PAYONCE_REAPER_EVERY", "PT0.5S", "PAYONCE_CLOCK_OFFSET", "PT-5000H")
                .start();
        Await.until("all that is decided is deleted", SOON, () -> decided(merchant) == 0);

        // What is undecided stays, however old, and is still answered.
        assertEquals(1, keys(merchant, undecided));
        assertEquals(202, statusOf(shop, undecided));
        // The key is free; the reference is not.
        PayonceException refused = failure(shop, order);
        assertEquals(409, refused.status());
        assertTrue(refused.problem().orElseThrow().path("type").asText().endsWith("/duplicate-operation"));
        assertEquals(
                "/v1/orders/" + made.id(),
                refused.problem().orElseThrow().path("resource").asText());
        assertEquals(
                1,
                lab.number(
                        "SELECT count(*) FROM orders WHERE merchant_id = ? AND id = ?::uuid",
                        merchant.id(),
                        made.id()));
        assertFalse(reaping.log().toFile().length() == 0);
    }

    /** As they would be after months: claimed and decided long ago, older than everything else. */
    private static void manyOldKeys(Merchant merchant) {
        lab.change("""
                INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint, identity,
                        request_id, created_at, status, completed_at, expires_at, response_status, response_body)
                SELECT merchant_id, 'old-key-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, operation,
                       fingerprint_version, fingerprint, identity, request_id, now() - interval '200 days', status,
                       now() - interval '200 days', now() - interval '199 days', response_status, response_body
                  FROM (SELECT * FROM idempotency_key WHERE merchant_id = ? AND status = 'SUCCEEDED' LIMIT 1) k,
                       generate_series(1, ?) n
                """, merchant.id(), OLD);
    }

    private static long decided(Merchant merchant) {
        return lab.number(
                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND status <> 'PENDING'", merchant.id());
    }

    private static long keys(Merchant merchant, Intent intent) {
        return lab.number(
                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key = ?", merchant.id(), intent.key());
    }

    private static int statusOf(Shop shop, Intent intent) {
        try {
            return shop.client().send(intent).status();
        } catch (PayonceException e) {
            return e.status();
        }
    }

    private static String resource(Shop shop, Intent intent) {
        JsonNode problem = failure(shop, intent).problem().orElseThrow();
        return problem.path("resource").asText();
    }

    private static PayonceException failure(Shop shop, Intent intent) {
        try {
            throw new AssertionError(shop.client().send(intent).toString());
        } catch (PayonceException e) {
            return e;
        }
    }
}
