package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.Abandonment;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes that die while they give an operation up: it is given up again, elsewhere, and the answer is the true one. */
class AbandonIT {

    private static final long AMOUNT = 1000;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Lab lab;
    private static Instance simulator;
    private static Instance survivor;
    private static Books books;

    /** Nobody recovers anything here: what is decided was given up. */
    @BeforeAll
    static void open() {
        lab = Lab.open("abandon");
        simulator = lab.simulator().with("QUARKUS_SCHEDULER_ENABLED", "false").start();
        survivor = instance("survivor").start();
        books = new Books(lab, simulator);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Instance instance(String name, String... more) {
        return lab.instance(name, simulator.port(), "QUARKUS_SCHEDULER_ENABLED", "false")
                .with(more);
    }

    @Test
    void whoeverDiesGivingAnOperationUpLeavesItToBeGivenUpAgainWithTheAnswerThatIsTrue() throws Exception {
        Merchant merchant = lab.merchant(survivor);
        PayonceClient client = survivor.client(merchant.apiKey(), 30);
        Shop shop = shop("abandon", merchant);
        for (String point : List.of("in-abandon", "in-abandon-after-bar", "before-commit")) {
            Instance doomed = instance("doomed-" + point, "PAYONCE_CRASH_AT", point);
            for (Intent never : List.of(
                    undecided(shop, shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_timeout_uncharged")),
                    undecided(
                            shop,
                            shop.refund(
                                    shop.paid(AMOUNT, "pm_refund_timeout_unexecuted")
                                            .id(),
                                    0)))) {
                dieAbandoning(doomed, merchant, never);
                Abandonment abandoned = client.abandon(never);
                assertFalse(abandoned.executed());
                assertEquals("FAILED", abandoned.body().path("status").asText(), point);
                assertEquals(abandoned, client.abandon(never));
                assertEquals(402, shop.decide(never).status());
            }
            assertEquals(List.of(), books.disagreements(), point);
        }
    }

    @Test
    void whatWasExecutedIsSaidToBeThoughTheFirstToAskDied() throws Exception {
        Merchant merchant = lab.merchant(survivor);
        PayonceClient client = survivor.client(merchant.apiKey(), 30);
        Shop shop = shop("executed", merchant);
        for (String point : List.of("in-abandon", "before-commit")) { // it is not barred
            Intent executed =
                    undecided(shop, shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_timeout_charged"));
            dieAbandoning(instance("executed-" + point, "PAYONCE_CRASH_AT", point), merchant, executed);
            for (int i = 0; i < 2; i++) {
                Abandonment tooLate = client.abandon(executed);
                assertTrue(tooLate.executed());
                assertTrue(tooLate.body().path("resource").asText().startsWith("/v1/payments/"));
            }
            assertEquals(
                    "SUCCEEDED", shop.decide(executed).body().path("status").asText());
            assertEquals(List.of(), books.disagreements(), point);
        }
    }

    @Test
    void whoeverDiesGivingAnUnusedKeyUpLeavesItToBeGivenUpAgain() throws Exception {
        Merchant merchant = lab.merchant(survivor);
        PayonceClient client = survivor.client(merchant.apiKey(), 30);
        Shop shop = shop("unused", merchant);
        Intent unused = shop.order(AMOUNT);
        dieAbandoning(instance("doomed-unused", "PAYONCE_CRASH_AT", "before-commit"), merchant, unused);

        Abandonment abandoned = client.abandon(unused);
        assertEquals("ABANDONED", abandoned.body().path("status").asText());
        assertEquals(abandoned, client.abandon(unused));
        assertEquals(
                "/problems/operation-abandoned",
                shop.decide(unused).body().path("type").asText());
        assertEquals(0, lab.number("SELECT count(*) FROM orders WHERE merchant_id = ?", merchant.id()));
    }

    /** One try at a time: whatever is undecided stays so. */
    private static Shop shop(String user, Merchant merchant) {
        return new Shop(user, survivor.client(merchant.apiKey(), 1));
    }

    private static Intent undecided(Shop shop, Intent intent) {
        PayonceException gaveUp =
                assertThrows(PayonceException.class, () -> shop.client().send(intent));
        assertEquals(202, gaveUp.status());
        return intent;
    }

    /** As often as it takes: the gateway may answer too late for a process that has just started. */
    private static void dieAbandoning(Instance doomed, Merchant merchant, Intent intent) {
        PayonceClient client = doomed.start().client(merchant.apiKey(), 1);
        Await.until("it is dead", SOON, () -> {
            assertThrows(PayonceException.class, () -> client.abandon(intent));
            return !doomed.isAlive();
        });
        assertEquals(Instance.KILLED, doomed.awaitEnd());
    }
}
