package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.payonce.client.Intent;
import dev.payonce.client.PayonceClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances that deliver and recover from one backlog: neither does the other's work, and neither waits for it. */
class SideBySideIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final long AMOUNT = 1000;

    private static Lab lab;
    private static Instance simulator;
    private static LyingGateway gateway;
    private static FaultyProxy toGateway;
    private static Instance one;
    private static Instance two;

    @BeforeAll
    static void open() {
        lab = Lab.open("side_by_side");
        simulator = lab.simulator().with("QUARKUS_SCHEDULER_ENABLED", "false").launch();
        gateway = new LyingGateway(simulator.port());
        toGateway = new FaultyProxy(List.of(simulator.port()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        one = instance("one", gateway.port()).launch();
        two = instance("two", toGateway.port()).launch();
        List.of(simulator, one, two).forEach(Instance::awaitReady);
    }

    private static Instance instance(String name, int gatewayPort) {
        return lab.instance(name, gatewayPort, "GATEWAY_TIMEOUT", "PT4S", "PAYONCE_LEASE", "PT5S");
    }

    @AfterAll
    static void close() {
        gateway.close();
        toGateway.close();
        lab.close();
    }

    /** A merchant's server that takes its time for each event, and remembers what came while it was at it. */
    private static final class SlowReceiver implements AutoCloseable {

        private static final Duration WORK = Duration.ofMillis(300);

        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final Map<String, Integer> came = new ConcurrentHashMap<>();
        private final Set<String> atIt = ConcurrentHashMap.newKeySet();
        private final Queue<String> twiceAtOnce = new ConcurrentLinkedQueue<>();
        private final HttpServer server;
        private volatile boolean answers = true;

        SlowReceiver() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::receive);
            server.setExecutor(threads);
            server.start();
        }

        private void receive(HttpExchange exchange) throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                String id = exchange.getRequestHeaders().getFirst("webhook-id");
                if (!atIt.add(id)) {
                    twiceAtOnce.add(id);
                }
                came.merge(id, 1, Integer::sum);
                Await.pause(WORK);
                atIt.remove(id);
                if (answers) {
                    exchange.sendResponseHeaders(204, -1);
                } else {
                    Await.pause(SOON);
                }
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            threads.shutdownNow();
            server.stop(0);
        }
    }

    @Test
    void eachEventIsDeliveredByOneAtATimeAndWhatADeadInstanceHadTakenByTheOtherAfterItsLease() throws Exception {
        // More than one delivers before the other's turn; one more fills a page of deliveries.
        int events = 99;
        Merchant merchant = lab.merchant(one);
        Shop shop = new Shop("webhooks", two.client(merchant.apiKey(), 30));
        try (var receiver = new SlowReceiver()) {
            assertEquals(201, put(merchant, receiver, "DISABLED"));
            for (int each = 0; each < events; each++) {
                shop.decide(shop.order(AMOUNT));
            }
            assertEquals(200, put(merchant, receiver, "ENABLED"));
            Await.until("all is delivered", SOON, () -> deliveries(two, merchant, "DELIVERED") == events);
            assertEquals(events, receiver.came.size());
            assertTrue(receiver.came.values().stream().allMatch(times -> times == 1), receiver.came::toString);
            assertTrue(metric(one, "webhook_deliveries_total{outcome=\"delivered\"}") > 0, "one delivered nothing");
            assertTrue(metric(two, "webhook_deliveries_total{outcome=\"delivered\"}") > 0, "two delivered nothing");

            receiver.answers = false;
            Shop other = new Shop("webhooks-2", one.client(merchant.apiKey(), 30));
            two.freeze();
            other.decide(other.order(AMOUNT));
            Await.until("one is at it", SOON, () -> receiver.came.size() == events + 1);
            one.kill();
            receiver.answers = true;
            two.thaw();
            Await.until("two has done it", SOON, () -> deliveries(two, merchant, "DELIVERED") == events + 1);
            assertEquals(List.of(), List.copyOf(receiver.twiceAtOnce));
        } finally {
            two.thaw();
            if (!one.isAlive()) {
                one.start();
            }
        }
    }

    private static int put(Merchant merchant, SlowReceiver receiver, String status) throws Exception {
        String body = "{\"url\": \"" + receiver.url() + "\", \"status\": \"" + status + "\"}";
        return one.put("/v1/webhook-endpoints/shop", merchant.apiKey(), body).statusCode();
    }

    private static long deliveries(Instance at, Merchant merchant, String status) throws Exception {
        JsonNode page = Lab.JSON.readTree(
                at.get("/v1/webhook-endpoints/shop/deliveries?limit=100&status=" + status, merchant.apiKey())
                        .body());
        return page.path("data").size();
    }

    private static double metric(Instance at, String name) throws Exception {
        return at.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aMerchantWhoseGatewayHangsDelaysRecoveryForNoOther() throws Exception {
        int hanging = 20;
        Merchant theirs = lab.merchant(one); // comes first, wherever merchants are gone through in order
        Merchant ours = lab.merchant(one);
        two.freeze();
        try {
            gateway.tell(LyingGateway.Lie.NOTHING);
            List<CompletableFuture<Integer>> unheard = pay(one, theirs, hanging);
            awaitAtTheGateway(theirs, hanging);
            gateway.tell(LyingGateway.Lie.NONE);
            unheard.addAll(pay(one, ours, 1));
            unheard.forEach(CompletableFuture::join);
            double postponed = metric(one, "recovery_postponed_total");
            Await.until("ours is settled", SOON, () -> undecided(ours) == 0);
            assertEquals(hanging, undecided(theirs), "theirs does not hang");
            assertEquals(
                    postponed, metric(one, "recovery_postponed_total"), "ours waited until theirs was asked about");
        } finally {
            gateway.repent();
            two.thaw();
        }
        Await.until("theirs is settled, too", SOON, () -> undecided(theirs) == 0);
    }

    @Test
    void anInstanceThatCannotReachTheGatewayLeavesTheWorkToThoseThatCan() throws Exception {
        int payments = 10;
        Merchant merchant = lab.merchant(one);
        one.freeze();
        List<CompletableFuture<Integer>> unheard = pay(two, merchant, payments);
        awaitAtTheGateway(merchant, payments);
        toGateway.close();
        unheard.forEach(CompletableFuture::join);
        Await.until("two has tried", SOON, () -> metric(two, "recovery_unreachable_total") >= payments);
        assertEquals(payments, undecided(merchant));
        assertEquals(
                0,
                lab.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND status = 'PENDING'"
                                + " AND progress <> 'UNKNOWN'",
                        merchant.id()));
        one.thaw();
        Await.until("one has settled all", SOON, () -> undecided(merchant) == 0);
        assertEquals(
                payments,
                lab.number(
                        "SELECT count(*) FROM payment WHERE merchant_id = ? AND status = 'SUCCEEDED'", merchant.id()));
    }

    /** Sends so many payments, each once, that the gateway executes without saying so. */
    private static List<CompletableFuture<Integer>> pay(Instance at, Merchant merchant, int times) {
        PayonceClient patient = at.client(merchant.apiKey(), 30);
        PayonceClient once = at.client(merchant.apiKey(), 1);
        Shop shop = new Shop("side-by-side", patient);
        var intents = new ArrayList<Intent>();
        for (int each = 0; each < times; each++) {
            intents.add(shop.payment(shop.decide(shop.order(AMOUNT)).id(), AMOUNT, "pm_timeout_charged"));
        }
        Shop sender = new Shop("side-by-side", once);
        var answers = new ArrayList<CompletableFuture<Integer>>();
        ExecutorService threads = Executors.newFixedThreadPool(times);
        intents.forEach(intent -> answers.add(CompletableFuture.supplyAsync(() -> sender.statusOf(intent), threads)));
        threads.shutdown();
        return answers;
    }

    private static void awaitAtTheGateway(Merchant merchant, int payments) {
        Await.until(
                "the gateway has all",
                SOON,
                () -> lab.number(
                                "SELECT count(*) FROM simulator.movement m JOIN payment p ON p.id = m.reference"
                                        + " WHERE p.merchant_id = ?",
                                merchant.id())
                        == payments);
    }

    private static long undecided(Merchant merchant) {
        return lab.number(
                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND status = 'PENDING'", merchant.id());
    }
}
