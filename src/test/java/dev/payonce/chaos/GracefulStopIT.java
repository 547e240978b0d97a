package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.Intent;
import dev.payonce.client.PayonceException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code SIGTERM}: the balancer hears it first, then running operations end, and what cannot end in time is handed back. */
class GracefulStopIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** What a process that ended in good order after a SIGTERM exits with. */
    private static final int TERMINATED = 143;

    private static Lab lab;
    private static Instance simulator;
    private static Instance other;

    @BeforeAll
    static void open() {
        lab = Lab.open("graceful_stop");
        simulator = lab.simulator().launch();
        other = lab.instance("other", simulator.port(), "QUARKUS_SCHEDULER_ENABLED", "false")
                .launch();
        simulator.awaitReady();
        other.awaitReady();
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Instance instance(String name, String timeout) {
        return lab.instance(
                        name,
                        simulator.port(),
                        "GATEWAY_TIMEOUT",
                        "PT20S",
                        "PAYONCE_LEASE",
                        "PT1H",
                        "QUARKUS_SHUTDOWN_DELAY",
                        "PT1S",
                        "QUARKUS_SHUTDOWN_TIMEOUT",
                        timeout)
                .start();
    }

    @Test
    void readinessGoesDownFirstAndARunningOperationIsAnswered() throws Exception {
        Instance instance = instance("stops-late", "PT10S");
        Merchant merchant = lab.merchant(instance);
        Shop shop = new Shop("graceful", instance.client(merchant.apiKey(), 1));
        CompletableFuture<Integer> running = slowPayment(shop, merchant);

        instance.terminate();
        Await.until("readiness is down while the port still answers", SOON, () -> {
            assertTrue(instance.isAlive());
            return instance.get("/q/health/ready").statusCode() == 503;
        });
        // Who was sent here before the balancer heard of it is still served.
        assertEquals(200, instance.get("/v1/balances", merchant.apiKey()).statusCode());
        assertEquals(201, running.get());
        assertEquals(TERMINATED, instance.awaitEnd());
        assertEquals(0, lab.pending());
    }

    @Test
    void whatCannotEndInTimeIsHandedBackAtOnceHoweverLongItsLease() throws Exception {
        Instance instance = instance("stops-early", "PT0.2S");
        Merchant merchant = lab.merchant(instance);
        Shop shop = new Shop("handed-back", instance.client(merchant.apiKey(), 1));
        Intent payment = shop.payment(shop.decide(shop.order(700)).id(), 700, "pm_timeout_charged");
        CompletableFuture<Integer> running = send(shop, payment);
        awaitGateway(merchant);

        instance.terminate();
        assertEquals(TERMINATED, instance.awaitEnd());

        assertTrue(running.get() == 0 || running.get() == 503 || running.get() == 202, running::toString);
        assertEquals(
                List.of(List.of("PENDING", "UNKNOWN", "t")),
                lab.rows(
                        "SELECT status, progress, due_at <= now() FROM idempotency_key"
                                + " WHERE merchant_id = ? AND operation = 'payment.create'",
                        merchant.id()));
        Instance next = lab.instance("next", simulator.port()).start();
        Shop.Decided decided = Shop.decide(next.client(merchant.apiKey(), 20), payment);
        assertTrue(decided.done(), decided::toString);
        assertEquals(List.of(), new Books(lab, simulator).disagreements());
    }

    /** Under a load that never pauses, as from a balancer that does not listen. */
    @Test
    void underLoadWhatRunsEndsAndWhatIsNewIsRefusedSoThatTheProcessEndsInSeconds() throws Exception {
        Instance instance = instance("stops-under-load", "PT60S");
        Merchant merchant = lab.merchant(instance);
        Shop shop = new Shop("under-load", instance.client(merchant.apiKey(), 1));
        var placed = new AtomicInteger();
        var others = new ConcurrentHashMap<Integer, Integer>();
        var ended = new AtomicBoolean();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                    while (!ended.get()) {
                        int status = shop.statusOf(shop.order(100));
                        if (status == 201) {
                            placed.incrementAndGet();
                        } else {
                            others.merge(status, 1, Integer::sum);
                        }
                    }
                }))
                .limit(8)
                .toList();
        clients.forEach(Thread::start);
        Await.until("the load is on", SOON, () -> placed.get() > 50);

        long begin = System.nanoTime();
        instance.terminate();
        assertEquals(TERMINATED, instance.awaitEnd());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        ended.set(true);
        for (Thread client : clients) {
            client.join();
        }

        assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took::toString);
        // Refused, or not let in: nothing was cut off that had begun.
        assertEquals(Set.of(0, 503), others.keySet());
        assertEquals(placed.get(), lab.number("SELECT count(*) FROM orders WHERE merchant_id = ?", merchant.id()));
    }

    private static CompletableFuture<Integer> slowPayment(Shop shop, Merchant merchant) {
        Intent payment = shop.payment(shop.decide(shop.order(700)).id(), 700, "pm_slow");
        CompletableFuture<Integer> running = send(shop, payment);
        awaitGateway(merchant);
        return running;
    }

    private static void awaitGateway(Merchant merchant) {
        Await.until(
                "the gateway has it",
                SOON,
                () -> lab.number(
                                "SELECT count(*) FROM simulator.movement m JOIN idempotency_key k ON k.operation_id = m.reference"
                                        + " WHERE k.merchant_id = ?",
                                merchant.id())
                        == 1);
    }

    private static CompletableFuture<Integer> send(Shop shop, Intent intent) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return shop.client().send(intent).status();
            } catch (PayonceException e) {
                return e.status();
            }
        });
    }
}
