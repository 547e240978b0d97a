package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Fork;
import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The database dies for good, and its standby takes its place: a real one that streams from the first. Where commits wait for
 * it nothing is lost. Where they do not, what is lost in the books is not charged again.
 */
class FailoverIT {

    private static final long AMOUNT = 1000;
    private static final Duration BUSY = Duration.ofMillis(Integer.getInteger("chaos.kills", 3) * 500L);

    private static Lab lab;
    private static Instance simulator;
    private static FailoverPair pair;
    private static FaultyProxy toDatabase;
    private static Instance instance;
    private static Books books;

    @BeforeAll
    static void open() {
        lab = Lab.open("failover");
        simulator = lab.simulator().launch(); // the gateway's own books are elsewhere
        pair = new FailoverPair(Fork.path("failover"));
        toDatabase = new FaultyProxy(List.of(pair.port()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        instance = lab.instance(
                        "server",
                        simulator.port(),
                        "DATABASE_URL",
                        pair.databaseUrl().replace(":" + pair.port() + "/", ":" + toDatabase.port() + "/"),
                        "PAYONCE_REQUEST_TIME",
                        "PT3S")
                .launch();
        simulator.awaitReady();
        instance.awaitReady();
        books = new Books(lab, simulator);
    }

    @AfterAll
    static void close() {
        lab.close();
        toDatabase.close();
        pair.close();
    }

    private static void failOver() throws Exception {
        pair.failOver();
        toDatabase.leadTo(pair.port());
    }

    private static PayonceClient client(Merchant merchant, AttemptObserver observer) {
        return Instance.client(instance.url(), merchant.apiKey(), 4, observer, Surroundings.real());
    }

    @Test
    void whereCommitsWaitForTheStandbyNothingThatWasAnsweredIsLost() throws Exception {
        pair.follow(true);
        Merchant merchant = lab.merchant(instance);
        var history = new History();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            var customers = new ArrayList<Future<?>>();
            long end = System.nanoTime() + 2 * BUSY.toNanos();
            for (int number = 0; number < 4; number++) {
                Shop shop = new Shop("customer-" + number, client(merchant, history));
                customers.add(threads.submit(() -> {
                    do {
                        Shop.Decided order = shop.decide(shop.order(AMOUNT));
                        shop.decide(shop.payment(order.id(), AMOUNT, "pm_ok"));
                    } while (System.nanoTime() < end);
                }));
            }
            Await.pause(BUSY);
            failOver();
            for (Future<?> customer : customers) {
                customer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(List.of(), HistoryChecker.violations(history.events()));
        int paid = 0;
        for (Event event : history.events()) {
            if (event.isDefinitive() && event.status() < 300) {
                String id = event.body().path("id").asText();
                boolean isPayment = event.operation().equals("payment.create");
                String table = isPayment ? "payment" : "orders";
                assertEquals(
                        "1", pair.text("SELECT count(*) FROM " + table + " WHERE id = '" + id + "'"), event::toString);
                if (isPayment) {
                    assertEquals(1, books.statement(id).get(id).size(), event::toString);
                    paid++;
                }
            }
        }
        assertTrue(paid > 0, "nobody paid");
        assertEquals(0, get("/v1/reconciliation", merchant).path("breaks").size());
    }

    @Test
    void whereTheyDoNotWhatIsLostInTheBooksIsNotChargedAgainUnderItsKey() throws Exception {
        Merchant merchant = lab.merchant(instance);
        Shop shop = new Shop("ada", client(merchant, AttemptObserver.NONE));
        Intent order = shop.order(AMOUNT);
        String orderId = shop.decide(order).id();
        pair.follow(false);
        pair.silence();
        Intent lostOrder = shop.order(AMOUNT);
        shop.decide(lostOrder);
        Intent payment = shop.payment(orderId, AMOUNT, "pm_ok");
        Shop.Decided paid = shop.decide(payment);
        assertTrue(paid.done());
        failOver();

        Await.until(
                "the order is open again",
                Duration.ofSeconds(30),
                () -> get("/v1/orders/" + orderId, merchant)
                        .path("status")
                        .asText()
                        .equals("OPEN"));
        JsonNode breaks = get("/v1/reconciliation", merchant).path("breaks");
        assertEquals(1, breaks.size(), breaks::toString);
        assertEquals("MISSING_IN_BOOKS", breaks.path(0).path("kind").asText());
        assertEquals(paid.id(), breaks.path(0).path("reference").asText());

        Shop.Decided again = shop.decide(payment);
        assertTrue(again.done());
        assertEquals(paid.id(), again.id());
        assertEquals(again.body(), shop.decide(payment).body());
        assertEquals(
                List.of("CHARGE " + AMOUNT + " EUR"), books.statement(paid.id()).get(paid.id()));
        assertEquals(
                "PAID", get("/v1/orders/" + orderId, merchant).path("status").asText());
        assertEquals(0, get("/v1/reconciliation", merchant).path("breaks").size());
        shop.decide(lostOrder);
        assertEquals("2", pair.text("SELECT count(*) FROM orders WHERE merchant_id = '" + merchant.id() + "'"));
    }

    private static JsonNode get(String path, Merchant merchant) throws Exception {
        return Lab.JSON.readTree(instance.get(path, merchant.apiKey()).body());
    }
}
