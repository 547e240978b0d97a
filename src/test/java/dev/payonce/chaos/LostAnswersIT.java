package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Backoff;
import dev.payonce.client.Intent;
import dev.payonce.client.MemoryIntentStore;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.Settings;
import dev.payonce.client.Surroundings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every fault of the network at every stretch of the way, one after the other: one effect, one answer. */
class LostAnswersIT {

    private static final List<FaultyProxy.Plan> FAULTS = List.of(
            FaultyProxy.Plan.of(FaultyProxy.Fault.CUT_REQUEST, 0),
            FaultyProxy.Plan.of(FaultyProxy.Fault.CUT_REQUEST, 120),
            FaultyProxy.Plan.of(FaultyProxy.Fault.CUT_ANSWER, 0),
            FaultyProxy.Plan.of(FaultyProxy.Fault.CUT_ANSWER, 60),
            FaultyProxy.Plan.of(FaultyProxy.Fault.DELAY, 0),
            FaultyProxy.Plan.of(FaultyProxy.Fault.DROP, 0),
            FaultyProxy.Plan.of(FaultyProxy.Fault.HALF_OPEN, 0),
            FaultyProxy.Plan.of(FaultyProxy.Fault.HALF_OPEN, 60));

    private static Lab lab;
    private static Instance simulator;
    private static Instance instance;
    private static LyingGateway gateway;
    private static FaultyProxy toGateway;
    private static FaultyProxy toServer;
    private static Books books;

    @BeforeAll
    static void open() {
        lab = Lab.open("lost_answers");
        simulator = lab.simulator().launch();
        gateway = new LyingGateway(simulator.port());
        toGateway = new FaultyProxy(List.of(gateway.port()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        instance = lab.instance("server", toGateway.port()).launch();
        toServer = new FaultyProxy(List.of(instance.port()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        simulator.awaitReady();
        instance.awaitReady();
        books = new Books(lab, simulator);
    }

    @AfterAll
    static void close() {
        toServer.close();
        toGateway.close();
        gateway.close();
        lab.close();
    }

    @Test
    void whateverTheNetworkDoesBetweenClientAndServerThereIsOneEffectAndOneAnswer() throws Exception {
        underEachFaultOf(toServer);
    }

    @Test
    void whateverTheNetworkDoesBetweenServerAndGatewayThereIsOneEffectAndOneAnswer() throws Exception {
        underEachFaultOf(toGateway);
    }

    @Test
    void aChargeThatReachesTheGatewayAfterItWasGivenUpIsNeverExecuted() throws Exception {
        Merchant merchant = lab.merchant(instance);
        var shop = new Shop("late", client(instance.url(), merchant, AttemptObserver.NONE));
        Intent payment = shop.payment(shop.decide(shop.order(900)).id(), 900, "pm_ok");
        var late = Duration.ofSeconds(6);
        var left = new AtomicInteger(1);
        long sent = System.nanoTime();
        toGateway.plan(() -> left.getAndDecrement() > 0
                ? new FaultyProxy.Plan(FaultyProxy.Fault.DELAY, 0, late)
                : FaultyProxy.Plan.FAITHFUL);

        Shop.Decided decided = shop.decide(payment);

        assertEquals("not_executed", decided.body().path("failureCode").asText());
        // The charge is still on its way, and arrives now.
        Await.pause(late.plusMillis(1500).minusNanos(System.nanoTime() - sent));
        assertEquals(List.of(), books.disagreements());
        assertEquals(decided.body(), shop.decide(payment).body());
    }

    @Test
    void aGatewayThatLiesIsNotBelievedNothingOfItIsBookedAndReconciliationShowsWhatItDid() throws Exception {
        Merchant merchant = lab.merchant(instance);
        var shop = new Shop("believer", instance.client(merchant.apiKey(), 1));
        var undecided = new ArrayList<Intent>();
        for (LyingGateway.Lie lie : EnumSet.complementOf(EnumSet.of(LyingGateway.Lie.NONE))) {
            gateway.tell(LyingGateway.Lie.NONE);
            String order = shop.decide(shop.order(900)).id();
            String payment = shop.paid(900, "pm_ok").id();
            Intent refund = shop.refund(payment, 0);
            gateway.tell(lie);
            for (Intent intent : List.of(shop.payment(order, 900, "pm_ok"), refund)) {
                assertEquals(202, shop.statusOf(intent), lie::toString);
                undecided.add(intent);
            }
            // The money may be on its way: no other key gets it a second time.
            Shop rival = new Shop("rival-" + lie, shop.client());
            assertEquals(409, rival.statusOf(rival.payment(order, 900, "pm_ok")), lie::toString);
            assertEquals(409, rival.statusOf(rival.refund(payment, 1)), lie::toString);
        }
        Await.until(
                "recovery has asked about each of them, and more than once",
                Duration.ofSeconds(30),
                () -> lab.number(
                                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND status = 'PENDING' AND attempt > 2",
                                merchant.id())
                        == undecided.size());

        assertEquals(undecided.size() / 2, lab.number(ENTRIES, merchant.id()), "only what was paid honestly is booked");
        assertEquals(Map.of("STATUS_DIFFERS", undecided.size()), breaks(merchant));
        gateway.tellAboutTheStatement(LyingGateway.Lie.OTHER_AMOUNT);
        assertEquals(Map.of("AMOUNT_DIFFERS", undecided.size() * 3 / 2), breaks(merchant));
        gateway.tellAboutTheStatement(LyingGateway.Lie.GARBLED);
        assertEquals(503, instance.get("/v1/reconciliation", merchant.apiKey()).statusCode());

        gateway.repent();
        for (Intent intent : undecided) {
            Shop.Decided decided = shop.decide(intent);
            assertTrue(decided.done(), decided::toString);
        }
        assertEquals(undecided.size() * 3 / 2, lab.number(ENTRIES, merchant.id()));
        assertEquals(Map.of(), breaks(merchant));
        assertEquals(List.of(), books.disagreements());
    }

    private static final String ENTRIES = "SELECT count(*) FROM ledger_entry WHERE merchant_id = ?";

    /** How many breaks of each kind our reconciliation finds. */
    private static Map<String, Integer> breaks(Merchant merchant) throws Exception {
        var kinds = new TreeMap<String, Integer>();
        Lab.JSON
                .readTree(instance.get("/v1/reconciliation", merchant.apiKey()).body())
                .path("breaks")
                .forEach(each -> kinds.merge(each.path("kind").asText(), 1, Integer::sum));
        return kinds;
    }

    private static void underEachFaultOf(FaultyProxy network) throws Exception {
        Merchant merchant = lab.merchant(instance);
        var history = new History();
        var quiet = new Shop("quiet", client(instance.url(), merchant, AttemptObserver.NONE));
        var shop = new Shop("shop", client(toServer.url(), merchant, history));
        var executed = new ArrayList<String>();
        for (FaultyProxy.Plan fault : FAULTS) {
            String order = quiet.decide(quiet.order(900)).id();
            Intent refund = shop.refund(quiet.paid(900, "pm_ok").id(), 0);
            // Each on a connection of its own; the first two that either makes fail so, and then the network is well
            // again.
            var left = new AtomicInteger(4);
            network.plan(() -> left.getAndDecrement() > 0 ? fault : FaultyProxy.Plan.FAITHFUL);
            var running = Stream.of(shop.payment(order, 900, "pm_ok"), refund)
                    .collect(Collectors.toMap(
                            intent -> intent, intent -> CompletableFuture.supplyAsync(() -> shop.decide(intent))));
            for (var each : running.entrySet()) {
                Shop.Decided decided = each.getValue().get();
                assertEquals(decided.body(), shop.decide(each.getKey()).body(), fault::toString);
                if (decided.done()) {
                    executed.add(decided.id());
                    assertEquals(
                            1,
                            books.statement(decided.id())
                                    .getOrDefault(decided.id(), List.of())
                                    .size(),
                            fault::toString);
                } else {
                    assertEquals(
                            "not_executed", decided.body().path("failureCode").asText(), fault::toString);
                }
            }
        }
        network.plan(() -> FaultyProxy.Plan.FAITHFUL);
        assertEquals(List.of(), HistoryChecker.violations(history.events()));
        assertEquals(List.of(), books.disagreements());
        Map<String, List<String>> journal = books.journal();
        executed.forEach(id -> assertEquals(1, journal.get(id).size()));
    }

    private static PayonceClient client(URI url, Merchant merchant, AttemptObserver observer) {
        Settings settings = Settings.standard(url, merchant.apiKey())
                .withBounds(12, Duration.ofSeconds(30), Duration.ofMillis(1500))
                .withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new PayonceClient(http, settings, new MemoryIntentStore(), observer, Surroundings.real());
    }
}
