package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.client.Action;
import dev.payonce.client.Backoff;
import dev.payonce.client.Intent;
import dev.payonce.client.MemoryIntentStore;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.Settings;
import dev.payonce.client.Surroundings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two instances, a gateway, a database, a network, and clients that never give up; all but the clients die at random
 * moments. {@code -Dchaos.kills=30} for the long run; {@code -Dchaos.seed=} for the decisions of an earlier one: what the
 * clients want, when what is killed, and which connections fail. How threads and processes interleave is never the same.
 */
class RandomKillsIT {

    private static final int KILLS = Integer.getInteger("chaos.kills", 3);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime() & 0xFFFFFF);
    private static final int CLIENTS = 6;
    private static final Duration ALL_DECIDED = Duration.ofSeconds(60);

    private static final List<String> METHODS = List.of(
            "pm_ok",
            "pm_slow",
            "pm_declined",
            "pm_insufficient_funds",
            "pm_timeout_charged",
            "pm_timeout_uncharged",
            "pm_unavailable",
            "pm_flaky",
            "pm_garbled",
            "pm_refund_refused",
            "pm_refund_timeout_executed",
            "pm_refund_timeout_unexecuted");

    private static Lab lab;
    private static Instance simulator;
    private static Instance[] instances;
    private static FaultyProxy toGateway;
    private static FaultyProxy toServers;
    private static Merchant merchant;

    private final History history = new History();
    private final Queue<Intent> intents = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @BeforeAll
    static void open() {
        System.out.println("chaos.seed=" + SEED + " chaos.kills=" + KILLS);
        lab = Lab.open("random_kills");
        simulator = lab.simulator().start();
        toGateway =
                new FaultyProxy(List.of(simulator.port()), FaultyProxy.byChance(new Random(SEED + 1), 0.2), SEED + 2);
        instances = new Instance[] {
            lab.instance("one", toGateway.port()).launch(), lab.instance("two", toGateway.port()),
        };
        instances[0].awaitReady();
        instances[1].start();
        toServers = new FaultyProxy(
                List.of(instances[0].port(), instances[1].port()),
                FaultyProxy.byChance(new Random(SEED + 3), 0.3),
                SEED + 4);
        merchant = lab.merchant(instances[0]);
    }

    @AfterAll
    static void close() {
        toServers.close();
        toGateway.close();
        lab.close();
    }

    @Test
    void nothingIsLostNothingHappensTwiceAndNoAnswerIsContradicted() throws Exception {
        long began = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            var customers = new ArrayList<Future<?>>();
            for (int number = 0; number < CLIENTS; number++) {
                var customer = new Customer(number, threads);
                customers.add(threads.submit(customer));
            }
            havoc();
            over = true;
            for (Future<?> customer : customers) {
                customer.get(150, TimeUnit.SECONDS);
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
        toGateway.plan(() -> FaultyProxy.Plan.FAITHFUL);
        Await.until(() -> lab.pending() + " operations are still undecided", ALL_DECIDED, () -> lab.pending() == 0);
        everyKeyIsAskedOnceMore();
        List<String> wrong = judge();
        summary(wrong, Duration.ofNanos(System.nanoTime() - began));
        assertEquals(List.of(), wrong);
    }

    /** Kills an instance now and then, the gateway once, and in the middle PostgreSQL. */
    private static void havoc() {
        var random = new Random(SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            Await.pause(Duration.ofMillis(1000 + random.nextInt(2500)));
            Instance victim = instances[random.nextInt(instances.length)];
            victim.kill();
            if (kill == (KILLS + 1) / 2) {
                victim.start();
                Await.pause(Duration.ofMillis(500));
                lab.servers().killPostgres();
                Await.pause(Duration.ofMillis(random.nextInt(1500)));
                lab.servers().start();
            } else {
                if (kill == 1) {
                    simulator.kill();
                    simulator.start();
                }
                victim.start();
            }
        }
        Await.pause(Duration.ofSeconds(2));
    }

    /** One user with one browser: does one thing after the other, sometimes twice at once, sometimes again later. */
    private final class Customer implements Runnable {

        private final Random random;
        private final Shop shop;
        private final ExecutorService threads;
        private long lastPaid;

        Customer(int number, ExecutorService threads) {
            this.random = new Random(SEED + 100 + number);
            this.threads = threads;
            this.shop = new Shop("user-" + number, client(toServers.url(), new Random(SEED + 200 + number)));
        }

        @Override
        public void run() {
            while (!over) {
                story();
            }
        }

        private void story() {
            long amount = 100 + random.nextInt(10_000);
            Shop.Decided order = act(shop.order(amount));
            if (random.nextInt(8) == 0) {
                act(shop.cancel(order.id()));
            }
            String method = random.nextInt(3) == 0 ? "pm_ok" : METHODS.get(random.nextInt(METHODS.size()));
            boolean refunds = random.nextBoolean();
            boolean full = random.nextBoolean();
            boolean transfers = random.nextInt(3) == 0;
            Shop.Decided payment = act(shop.payment(order.id(), amount, method));
            if (payment.done() && refunds) {
                act(shop.refund(payment.id(), full ? 0 : 1 + amount / 3));
            }
            if (transfers) {
                act(shop.transfer(1 + lastPaid / 5));
            }
            lastPaid = payment.done() && !refunds ? amount : 0;
        }

        private Shop.Decided act(Intent intent) {
            intents.add(intent);
            boolean twiceAtOnce = random.nextInt(6) == 0;
            boolean againLater = random.nextInt(6) == 0;
            Future<Shop.Decided> other = twiceAtOnce ? threads.submit(() -> shop.decide(intent)) : null;
            Shop.Decided decided = shop.decide(intent);
            if (other != null) {
                try {
                    other.get();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return againLater ? shop.decide(intent) : decided;
        }
    }

    /** Asks four times, then walks away for a while and comes back, until it is decided. */
    private PayonceClient client(URI url, Random keys) {
        Settings settings = Settings.standard(url, merchant.apiKey())
                .withBounds(4, Duration.ofSeconds(30), Duration.ofMillis(2500))
                .withBackoff(new Backoff(Duration.ofMillis(50), Duration.ofMillis(1000)));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        var surroundings = new Surroundings(
                InstantSource.system(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                () -> {
                    byte[] bytes = new byte[16];
                    keys.nextBytes(bytes);
                    return HexFormat.of().formatHex(bytes);
                },
                Await::pause);
        return new PayonceClient(http, settings, new MemoryIntentStore(), history, surroundings);
    }

    /** A late duplicate of everything, on a network that works: what it hears is checked with all the rest. */
    private void everyKeyIsAskedOnceMore() {
        PayonceClient client = client(instances[0].url(), new Random());
        intents.forEach(intent -> Shop.decide(client, intent));
    }

    private List<String> judge() throws Exception {
        var wrong = new ArrayList<>(HistoryChecker.violations(history.events()));
        wrong.addAll(new Books(lab, simulator).disagreements());
        lostOrTwice().forEach((action, difference) -> wrong.add(action + ": " + difference));
        wrong.addAll(balances());
        return wrong;
    }

    /** Every acknowledged effect is in the books and nothing else is: the same ids on both sides, operation by operation. */
    private Map<Action, String> lostOrTwice() {
        Map<Action, String> tables = Map.of(
                Action.ORDER_CREATE, "SELECT id::text FROM orders",
                Action.ORDER_CANCEL, "SELECT id::text FROM orders WHERE status = 'CANCELLED'",
                Action.PAYMENT_CREATE, "SELECT id::text FROM payment WHERE status = 'SUCCEEDED'",
                Action.REFUND_CREATE, "SELECT id::text FROM refund WHERE status = 'SUCCEEDED'",
                Action.TRANSFER_CREATE, "SELECT id::text FROM transfer");
        var differences = new EnumMap<Action, String>(Action.class);
        tables.forEach((action, sql) -> {
            List<String> booked =
                    lab.rows(sql).stream().map(row -> row.get(0)).sorted().toList();
            List<String> acknowledged = history.events().stream()
                    .filter(event -> event.operation().equals(action.wire()) && event.isDefinitive())
                    .filter(event -> event.status() < 300)
                    .map(event -> event.body().path("id").asText())
                    .distinct()
                    .sorted()
                    .toList();
            if (!booked.equals(acknowledged)) {
                var lost = new ArrayList<>(acknowledged);
                lost.removeAll(booked);
                var extra = new ArrayList<>(booked);
                extra.removeAll(acknowledged);
                differences.put(action, "lost " + lost + ", nobody asked for " + extra);
            }
        });
        return differences;
    }

    private static List<String> balances() throws Exception {
        var wrong = new ArrayList<String>();
        JsonNode balance = Lab.JSON
                .readTree(instances[0].get("/v1/balances", merchant.apiKey()).body())
                .path("data")
                .path(0);
        for (String[] pair : new String[][] {
            {"captured", "CAPTURE"}, {"refunded", "REFUND"}, {"transferred", "TRANSFER"},
        }) {
            long booked = lab.number(
                    "SELECT coalesce(sum(amount), 0) FROM ledger_entry WHERE kind = ? AND merchant_id = ?",
                    pair[1],
                    merchant.id());
            if (balance.path(pair[0]).asLong(-1) != booked) {
                wrong.add("balance: " + balance + " but the journal has " + booked + " of " + pair[1]);
            }
        }
        long parts = balance.path("refunded").asLong()
                + balance.path("transferred").asLong()
                + balance.path("available").asLong();
        if (balance.path("captured").asLong(-1) != parts) {
            wrong.add("captured is not refunded + transferred + available: " + balance);
        }
        return wrong;
    }

    private void summary(List<String> wrong, Duration elapsed) throws Exception {
        List<Event> events = history.events();
        Map<String, List<Event>> byKey = events.stream().collect(Collectors.groupingBy(Event::key));
        var resolutions = byKey.values().stream()
                .map(RandomKillsIT::resolution)
                .filter(nanos -> nanos > 0)
                .toList();
        String table = String.format(
                "%n| what | how many |%n|---|---|%n"
                        + "| seed | %d |%n| operations | %d |%n| requests | %d |%n| requests without an answer | %d |%n"
                        + "| connections given a fault | %d |%n"
                        + "| kills of an instance, of the gateway, of PostgreSQL | %d, 1, 1 |%n"
                        + "| unknowns resolved | %d |%n| duplicates, lost, contradicted | %d |%n"
                        + "| longest time to resolution | %.1f s |%n| time | %.0f s |%n",
                SEED,
                byKey.size(),
                events.size(),
                events.stream().filter(event -> event.status() == 0).count(),
                toServers.faults() + toGateway.faults(),
                KILLS,
                resolutions.size(),
                wrong.size(),
                resolutions.stream().mapToLong(Long::longValue).max().orElse(0) / 1e9,
                elapsed.toMillis() / 1e3);
        System.out.println(table);
        Files.writeString(Path.of("target", "chaos", "random-kills.md"), table);
        var log = new StringBuilder();
        events.forEach(event -> log.append(event).append(System.lineSeparator()));
        Files.writeString(Path.of("target", "chaos", "random-kills-history.txt"), log);
        assertTrue(byKey.size() > CLIENTS, "the clients did next to nothing");
    }

    /** From the first request that left it open to the first definitive answer; 0 if none left it open before. */
    private static long resolution(List<Event> events) {
        long open = events.stream()
                .filter(Event::leftOpen)
                .mapToLong(Event::invoked)
                .min()
                .orElse(Long.MAX_VALUE);
        long decided = events.stream()
                .filter(Event::isDefinitive)
                .mapToLong(Event::returned)
                .min()
                .orElse(0);
        return decided > open ? decided - open : 0;
    }
}
