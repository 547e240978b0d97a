package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.Answer;
import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Intent;
import dev.payonce.client.MemoryIntentStore;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import dev.payonce.client.Settings;
import dev.payonce.client.Surroundings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Owners that die, freeze and come back, and recoveries that die, work together, or find the gateway away. */
class UnknownOutcomesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long AMOUNT = 1000;

    private static Lab lab;
    private static Instance simulator;
    private static Books books;

    /** Recovers nothing and waits for every answer: what happens here, the clients' retries alone make happen. */
    private static Instance patient;

    @BeforeAll
    static void open() {
        lab = Lab.open("unknown_outcomes");
        simulator = lab.simulator().launch();
        patient = withoutScheduler(
                        "patient", "GATEWAY_TIMEOUT", "PT5S", "PAYONCE_LEASE", "PT6S", "PAYONCE_CLOCK_OFFSET", "PT-40H")
                .launch();
        simulator.awaitReady();
        patient.awaitReady();
        books = new Books(lab, simulator);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Instance withoutScheduler(String name, String... more) {
        return lab.instance(name, simulator.port(), "QUARKUS_SCHEDULER_ENABLED", "false")
                .with(more);
    }

    @Test
    void anOwnerThatWasOvertakenWritesNothingAndTheSuccessorThatDiesIsSucceeded() throws Exception {
        Instance owner = withoutScheduler("frozen", "GATEWAY_TIMEOUT", "PT120S", "PAYONCE_LEASE", "PT130S")
                .launch();
        Instance successor =
                withoutScheduler("successor", "PAYONCE_CRASH_AT", "in-takeover").launch();
        Merchant merchant = lab.merchant(patient);
        Shop shop = new Shop("frozen", patient.client(merchant.apiKey(), 30));
        Intent payment = shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_slow");
        Intent refund = shop.refund(shop.paid(AMOUNT, "pm_slow").id(), 0);
        owner.awaitReady();
        successor.awaitReady();

        PayonceClient waiting = once(owner, merchant);
        CompletableFuture<Answer> paid = CompletableFuture.supplyAsync(() -> waiting.send(payment));
        CompletableFuture<Answer> refunded = CompletableFuture.supplyAsync(() -> waiting.send(refund));
        Await.until(
                "the gateway has both",
                SOON,
                () -> lab.number(
                                "SELECT count(*) FROM simulator.movement m JOIN idempotency_key k ON k.operation_id = m.reference"
                                        + " WHERE k.merchant_id = ? AND k.status = 'PENDING'",
                                merchant.id())
                        == 2);
        owner.freeze();
        endLeases(merchant, 2);
        dieInTakeover(successor, merchant, payment);
        successor.start();
        dieInTakeover(successor, merchant, refund);
        assertEquals(List.of(List.of("PENDING", "2"), List.of("PENDING", "2")), standing(merchant));

        owner.thaw();

        // The gateway told it that both are executed; but it is not its business any more, and it says so.
        for (CompletableFuture<Answer> answer : List.of(paid, refunded)) {
            int heard = answer.handle((said, fault) ->
                            fault == null ? said.status() : ((PayonceException) fault.getCause()).status())
                    .get();
            assertEquals(202, heard, "an owner that was overtaken decided");
        }
        assertEquals(List.of(List.of("PENDING", "2"), List.of("PENDING", "2")), standing(merchant));
        assertEquals(1, lab.number("SELECT count(*) FROM ledger_entry WHERE merchant_id = ?", merchant.id()));

        for (Intent intent : List.of(payment, refund)) {
            Shop.Decided decided = shop.decide(intent);
            assertTrue(decided.done(), decided::toString);
            assertEquals(decided.body(), shop.decide(intent).body());
            assertEquals(1, books.statement(decided.id()).get(decided.id()).size());
        }
        assertEquals(3, lab.number("SELECT count(*) FROM ledger_entry WHERE merchant_id = ?", merchant.id()));
        assertEquals(List.of(), books.disagreements());
    }

    private static void dieInTakeover(Instance successor, Merchant merchant, Intent intent) {
        PayonceClient client = successor.client(merchant.apiKey(), 1);
        try {
            client.send(intent);
            throw new AssertionError("answered, though it was to die");
        } catch (PayonceException unheard) {
            assertEquals(0, unheard.status(), unheard::toString);
        }
        assertEquals(Instance.KILLED, successor.awaitEnd());
    }

    private static List<List<String>> standing(Merchant merchant) {
        return lab.rows(
                "SELECT status, attempt FROM idempotency_key WHERE merchant_id = ? AND operation IN"
                        + " ('payment.create', 'refund.create') AND status = 'PENDING'",
                merchant.id());
    }

    /** As if the owner had stood still for longer than its lease, which is longer than it waits for the gateway. */
    private static void endLeases(Merchant merchant, int claims) {
        assertEquals(
                claims,
                lab.rows(
                                "UPDATE idempotency_key SET due_at = now() WHERE merchant_id = ? AND status = 'PENDING' RETURNING key",
                                merchant.id())
                        .size());
    }

    /** Sends once, and waits for the answer as long as the test may take. */
    private static PayonceClient once(Instance at, Merchant merchant) {
        Settings settings = Settings.standard(at.url(), merchant.apiKey())
                .withBounds(1, Duration.ofSeconds(100), Duration.ofSeconds(100));
        return new PayonceClient(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                settings,
                new MemoryIntentStore(),
                AttemptObserver.NONE,
                Surroundings.real());
    }

    @Test
    void aBacklogIsWorkedOffByManyThoughSomeDieAtItAndEveryOperationIsSettledOnce() throws Exception {
        Instance hasty = withoutScheduler("hasty", "GATEWAY_TIMEOUT", "PT1S").launch();
        Merchant merchant = lab.merchant(patient);
        Shop shop = new Shop("backlog", patient.client(merchant.apiKey(), 30));
        List<String> methods = List.of("pm_timeout_charged", "pm_timeout_uncharged", "pm_slow", "pm_garbled");
        List<String> refundMethods = List.of("pm_refund_timeout_executed", "pm_refund_timeout_unexecuted");
        var intents = new ArrayList<Intent>();
        for (int i = 0; i < 20; i++) {
            intents.add(shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, methods.get(i % 4)));
        }
        for (int i = 0; i < 10; i++) {
            intents.add(shop.refund(shop.paid(AMOUNT, refundMethods.get(i % 2)).id(), 1 + i));
        }
        leaveUnknown(hasty.awaitReady(), merchant, intents);
        Await.until("all are begun", SOON, () -> standing(merchant).size() == intents.size());
        hasty.kill();

        dieWhileRecovering("in-recovery");
        Instance doomed = dieWhileRecovering("in-recovery-after-bar");
        Instance one = lab.instance("recovery-one", simulator.port()).launch();
        Instance two = lab.instance("recovery-two", simulator.port()).launch();
        one.awaitReady();
        two.awaitReady();
        Await.until("all is settled", SOON, () -> standing(merchant).isEmpty());
        one.kill();
        two.kill();

        // Those that died may have settled some before; nobody settled what another had.
        Map<String, Long> settled = Stream.of(doomed, one, two)
                .flatMap(UnknownOutcomesIT::said)
                .filter(line -> line.contains("is settled"))
                .map(line -> line.replaceFirst(".*create (\\S+) attempt.*", "$1"))
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertTrue(settled.values().stream().allMatch(times -> times == 1), settled::toString);
        assertTrue(settled.size() > intents.size() / 2, () -> settled.size() + " seen to be settled");
        int failed = 0;
        for (Intent intent : intents) {
            Shop.Decided decided = shop.decide(intent);
            if (decided.done()) {
                assertFalse(intent.spec().body().contains("pm_timeout_uncharged"), decided::toString);
            } else {
                assertEquals("not_executed", decided.body().path("failureCode").asText());
                failed++;
            }
        }
        assertEquals(List.of(), books.disagreements());
        long barred = lab.number(
                "SELECT count(*) FROM simulator.movement WHERE decision = 'BARRED' AND reference IN"
                        + " (SELECT operation_id FROM idempotency_key WHERE merchant_id = ? AND status = 'FAILED')",
                merchant.id());
        // Recovery never starts anything: what the gateway had never heard of is barred there, and only then failed.
        assertEquals(failed, barred);
        assertTrue(barred >= 10, () -> barred + " barred");
    }

    private static Instance dieWhileRecovering(String point) {
        Instance doomed =
                lab.instance(point, simulator.port(), "PAYONCE_CRASH_AT", point).launch();
        assertEquals(Instance.KILLED, doomed.awaitEnd());
        return doomed;
    }

    private static void leaveUnknown(Instance hasty, Merchant merchant, List<Intent> intents) throws Exception {
        PayonceClient client = hasty.client(merchant.apiKey(), 1);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            var sendings = new ArrayList<Future<Integer>>();
            intents.forEach(intent -> sendings.add(threads.submit(() -> {
                try {
                    return client.send(intent).status();
                } catch (PayonceException undecided) {
                    return undecided.status();
                }
            })));
            for (Future<Integer> sending : sendings) {
                int status = sending.get();
                assertTrue(status == 202 || status == 503 || status == 0, () -> "decided already: " + status);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Stream<String> said(Instance instance) {
        try {
            return Files.readAllLines(instance.log()).stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLeaseRunsByTheDatabasesClockHoweverWrongTheProcessesClocksAre() throws Exception {
        // Two days apart: by the one's clock the other's lease has long run out, or has not begun.
        Instance owner = withoutScheduler("long-lease", "PAYONCE_LEASE", "PT1H", "GATEWAY_TIMEOUT", "PT60S")
                .with("PAYONCE_CLOCK_OFFSET", "PT8H")
                .start();
        Merchant merchant = lab.merchant(patient);
        Shop shop = new Shop("lease", patient.client(merchant.apiKey(), 30));
        Intent payment = shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_timeout_charged");
        CompletableFuture.runAsync(() -> once(owner, merchant).send(payment));
        Await.until(
                "the gateway has it",
                SOON,
                () -> lab.number(
                                "SELECT count(*) FROM simulator.movement m JOIN idempotency_key k ON k.operation_id = m.reference"
                                        + " WHERE k.merchant_id = ?",
                                merchant.id())
                        == 1);
        owner.kill();
        PayonceClient retry = patient.client(merchant.apiKey(), 1);

        assertEquals(409, statusOf(retry, payment));
        // What every process believes the time to be has not changed; only what the database compares its own with.
        lab.change(
                "UPDATE idempotency_key SET due_at = now() WHERE merchant_id = ? AND status = 'PENDING'",
                merchant.id());
        assertEquals(201, statusOf(retry, payment));
        assertEquals(200, statusOf(retry, payment));
    }

    /** A stopwatch is no clock: with nanoTime a request measures its own waiting, and nothing that is stored. */
    @Test
    void nothingThatDecidesAboutLeasesAndExpiryAsksTheProcessForTheTime() throws IOException {
        Path sources = Path.of("src", "main", "java", "dev", "payonce");
        try (Stream<Path> files = Files.list(sources.resolve("idempotency"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String code = Files.readString(file);
                assertTrue(Stream.of(".now(", "currentTimeMillis", "Clock").noneMatch(code::contains), file::toString);
            }
        }
    }

    private static int statusOf(PayonceClient client, Intent intent) {
        try {
            return client.send(intent).status();
        } catch (PayonceException e) {
            return e.status();
        }
    }

    @Test
    void aGatewayThatIsAwayForLongIsAskedLessAndLessAndAPersonIsToldAndItEndsWell() throws Exception {
        try (var network = new FaultyProxy(List.of(simulator.port()), () -> FaultyProxy.Plan.FAITHFUL, 1)) {
            Instance instance = lab.instance(
                            "away", network.port(), "PAYONCE_ATTENTION_AFTER", "3", "GATEWAY_TIMEOUT", "PT0.5S")
                    .start();
            Merchant merchant = lab.merchant(instance);
            Shop shop = new Shop("away", instance.client(merchant.apiKey(), 1));
            Intent payment = shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_ok");
            network.plan(() -> FaultyProxy.Plan.of(FaultyProxy.Fault.DROP, 0));

            assertEquals(202, statusOf(shop.client(), payment));
            Await.until(
                    "a person is told",
                    SOON,
                    () -> instance.get("/q/metrics")
                            .body()
                            .lines()
                            .anyMatch(line -> line.matches("recovery_needs_attention(\\{.*})? 1\\.0")));
            assertEquals(202, statusOf(shop.client(), payment));
            var listed = Lab.JSON
                    .readTree(instance.get("/v1/operations?status=PENDING", merchant.apiKey())
                            .body())
                    .path("data");
            assertEquals(1, listed.size());
            assertEquals("payment.create", listed.get(0).path("operation").asText());
            assertTrue(listed.get(0).path("attempts").asInt() >= 3);
            assertTrue(listed.get(0).path("needsAttention").asBoolean());
            assertEquals(
                    "t",
                    lab.text(
                            "SELECT due_at - now() < now() - created_at FROM idempotency_key"
                                    + " WHERE merchant_id = ? AND status = 'PENDING'",
                            merchant.id()),
                    "is asked again after as long again at the latest");
            long otherKey = statusOf(
                    shop.client(), new Shop("rival", shop.client()).payment(orderOf(payment), AMOUNT, "pm_ok"));
            assertEquals(409, otherKey, "another key must not pay an order whose payment is undecided");

            network.plan(() -> FaultyProxy.Plan.FAITHFUL);
            Await.until("it is settled", SOON, () -> standing(merchant).isEmpty());
            Shop.Decided decided = shop.decide(payment);
            // The gateway never got the charge, so it was barred: nobody is charged who walked away.
            assertEquals("not_executed", decided.body().path("failureCode").asText());
            Await.until(
                    "the person can rest",
                    SOON,
                    () -> instance.get("/q/metrics")
                            .body()
                            .lines()
                            .anyMatch(line -> line.matches("recovery_needs_attention(\\{.*})? 0\\.0")));
            Shop again = new Shop("again", instance.client(merchant.apiKey(), 10));
            assertTrue(again.decide(again.payment(orderOf(payment), AMOUNT, "pm_ok"))
                    .done());
            assertNull(lab.text(
                    "SELECT 'pending' FROM idempotency_key WHERE merchant_id = ? AND status = 'PENDING'",
                    merchant.id()));
        }
    }

    private static String orderOf(Intent payment) {
        return payment.spec().path().replaceFirst("^/v1/orders/([^/]+)/.*$", "$1");
    }
}
