package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.client.Action;
import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Backoff;
import dev.payonce.client.Intent;
import dev.payonce.client.MemoryIntentStore;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.PayonceException;
import dev.payonce.client.Settings;
import dev.payonce.client.Surroundings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two instances whose clocks are wrong and whose isolation levels differ, a gateway, a database, networks, clients that never
 * give up, and receivers of events; all but the clients die or stand still at random moments, and Redis was never there.
 * {@code -Dchaos.kills=30} for the long run; {@code -Dchaos.seed=} for the decisions of an earlier one, which {@link Script}
 * makes.
 */
class RandomKillsIT {

    private static final int KILLS = Integer.getInteger("chaos.kills", 3);
    private static final Script SCRIPT = new Script(Long.getLong("chaos.seed", System.nanoTime() & 0xFFFFFF));
    private static final int CLIENTS = 6;
    private static final Duration ALL_DECIDED = Duration.ofSeconds(60);
    private static final Duration LAST_STORY = Duration.ofSeconds(150);

    private static final Duration ALL_TOLD = Duration.ofSeconds(60);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(3);

    /** The request's time and the gateway's, and as much again for two busy cores. */
    private static final Duration BOUND = Duration.ofSeconds(9);

    private static final Duration SLOW = Duration.ofMillis(700);

    /** Long after it was given up, and recovered: what was barred meanwhile must not happen when it arrives. */
    private static final Duration LATE = Duration.ofSeconds(4);

    private static Lab lab;
    private static Instance simulator;
    private static Instance[] instances;
    private static FaultyProxy toGateway;
    private static FaultyProxy toServers;
    private static FaultyProxy toDatabase;
    private static Merchant merchant;
    private static Merchant watched;
    private static List<Watch> watches;
    private static List<BadReceiver> receivers;
    private static BadReceiver otherReceiver;

    private final History history = new History();
    private final History receipts = new History();
    private final Queue<Intent> intents = new ConcurrentLinkedQueue<>();
    private final Set<String> methods = ConcurrentHashMap.newKeySet();
    private final List<Script.Kill> kills = new ArrayList<>();
    private volatile boolean over;

    @BeforeAll
    static void open() throws Exception {
        System.out.println("chaos.seed=" + SCRIPT.seed() + " chaos.kills=" + KILLS);
        lab = Lab.open("random_kills");
        simulator = lab.simulator().start();
        toGateway = new FaultyProxy(List.of(simulator.port()), SCRIPT.network(0, 0.5, LATE), SCRIPT.seed());
        int database = URI.create(lab.environment().get("DATABASE_URL")).getPort();
        toDatabase = new FaultyProxy(List.of(database), () -> FaultyProxy.Plan.FAITHFUL, SCRIPT.seed());
        lab.userWithSerializableTransactions("careful");
        instances = new Instance[] {
            instance("one").with("PAYONCE_CLOCK_OFFSET", "PT31H").launch(),
            instance("two")
                    .with("PAYONCE_CLOCK_OFFSET", "PT-17H", "DATABASE_USER", "careful")
                    .launch(),
        };
        Arrays.stream(instances).forEach(Instance::awaitReady);
        toServers = new FaultyProxy(
                List.of(instances[0].port(), instances[1].port()), SCRIPT.network(1, 0.5, SLOW), SCRIPT.seed());
        merchant = lab.merchant(instances[0]);
        watched = lab.merchant(instances[0]);
        receivers = List.of(
                new BadReceiver(SCRIPT.random(3000, 0)).of(merchant, instances[0]),
                new BadReceiver(SCRIPT.random(3000, 1)).of(merchant, instances[1]));
        otherReceiver = new BadReceiver(SCRIPT.random(3000, 2)).of(watched, instances[1]);
        watches = IntStream.range(0, instances.length)
                .mapToObj(number -> new Watch(() -> instances[number], watched))
                .toList();
    }

    /** An instance to which the database is as far away as the network says. */
    private static Instance instance(String name) {
        String database = lab.environment().get("DATABASE_URL");
        int port = URI.create(database).getPort();
        return lab.instance(
                name,
                toGateway.port(),
                "DATABASE_URL",
                database.replace(":" + port + "/", ":" + toDatabase.port() + "/"),
                "PAYONCE_REQUEST_TIME",
                REQUEST_TIME.toString());
    }

    @AfterAll
    static void close() {
        watches.forEach(Watch::close);
        receivers.forEach(BadReceiver::close);
        otherReceiver.close();
        toServers.close();
        toGateway.close();
        lab.close();
        toDatabase.close();
    }

    @Test
    void nothingIsLostNothingHappensTwiceAndNoAnswerIsContradicted() throws Exception {
        long began = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            var customers = new ArrayList<Future<?>>();
            for (int number = 0; number < CLIENTS; number++) {
                customers.add(threads.submit(new Customer(number, threads)));
            }
            havoc();
            over = true;
            for (Future<?> customer : customers) {
                customer.get(LAST_STORY.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
        toGateway.plan(() -> FaultyProxy.Plan.FAITHFUL);
        watches.forEach(Watch::close);
        Await.until(() -> lab.pending() + " operations are still undecided", ALL_DECIDED, () -> lab.pending() == 0);
        everyKeyIsAskedOnceMore();
        everyReceiverIsTold();
        Judgement judgement = Judgement.of(history.events(), lab, simulator, instances[0], merchant);
        summary(judgement, Duration.ofNanos(System.nanoTime() - began));
        assertTrue(judgement.isClean(), judgement::toString);
        assertEquals(List.of(), telling(merchant).disagreements(receivers));
        assertEquals(List.of(), telling(watched).disagreements(List.of(otherReceiver)));
        assertTrue(longestUnanswered().compareTo(BOUND) < 0, () -> "unanswered for " + longestUnanswered());
        everythingTookPlace();
    }

    private static Telling telling(Merchant of) {
        return new Telling(lab, instances[0], of);
    }

    private static Duration longestUnanswered() {
        return watches.stream().map(Watch::longest).max(Duration::compareTo).orElseThrow();
    }

    /** Receivers that are well again are told of all that they have missed. */
    private static void everyReceiverIsTold() throws Exception {
        receivers.forEach(BadReceiver::beGood);
        otherReceiver.beGood();
        int events = telling(merchant).listed().size();
        int otherEvents = telling(watched).listed().size();
        Await.until(
                () -> "of " + events + " events "
                        + receivers.stream().map(each -> each.taken().size()).toList() + " were told, of " + otherEvents
                        + " " + otherReceiver.taken().size(),
                ALL_TOLD,
                () -> receivers.stream().allMatch(each -> each.taken().size() >= events)
                        && otherReceiver.taken().size() >= otherEvents);
    }

    /** Kills an instance again and again, which comes back with another time of day; now and then the others, too. */
    private void havoc() {
        for (int number = 1; number <= KILLS; number++) {
            Script.Kill kill = SCRIPT.kill(number, instances.length, KILLS);
            Await.pause(kill.pause());
            Instance victim = instances[kill.instance()];
            if (!kill.freeze().isZero()) {
                Watch watch = watches.get(kill.instance());
                watch.frozen();
                victim.freeze();
                Await.pause(kill.freeze());
                victim.thaw();
                watch.thawed();
                Await.pause(kill.pause());
            }
            if (!kill.postgresFrozen().isZero()) {
                lab.freezePostgres();
                Await.pause(kill.postgresFrozen());
                lab.thawPostgres();
                Await.pause(kill.pause());
            }
            if (!kill.swallowed().isZero()) {
                toDatabase.silence();
                Await.pause(kill.swallowed());
                toDatabase.plan(() -> FaultyProxy.Plan.FAITHFUL);
                Await.pause(kill.pause());
            }
            victim.kill();
            kills.add(kill);
            if (kill.gateway()) {
                simulator.kill();
                simulator.start();
            }
            victim = victim.with("PAYONCE_CLOCK_OFFSET", kill.clockOffset().toString());
            instances[kill.instance()] = lab.keep(victim).start();
            if (kill.postgres()) {
                lab.servers().killPostgres();
                Await.pause(kill.withoutPostgres());
                lab.servers().start();
            }
        }
        Await.pause(Duration.ofSeconds(2));
    }

    /** One user with one browser: does one thing after the other, sometimes twice at once, sometimes again later. */
    private final class Customer implements Runnable {

        private final int number;
        private final Shop shop;
        private final ExecutorService threads;
        private long lastPaid;

        Customer(int number, ExecutorService threads) {
            this.number = number;
            this.threads = threads;
            this.shop = new Shop("user-" + number, client(toServers.url(), 4, history));
        }

        @Override
        public void run() {
            for (int n = 0; n < Script.STORIES_AT_LEAST || !over; n++) {
                live(SCRIPT.story(number, n));
            }
        }

        private void live(Script.Story story) {
            Iterator<Script.Sending> sendings = story.sendings().iterator();
            Shop.Decided order = act(shop.order(story.amount()), sendings.next());
            if (story.cancels()) {
                act(shop.cancel(order.id()), sendings.next());
            }
            methods.add(story.method());
            Shop.Decided payment = act(shop.payment(order.id(), story.amount(), story.method()), sendings.next());
            if (payment.done() && story.refunds()) {
                long amount = story.refundsAll() ? 0 : 1 + story.amount() / 3;
                act(shop.refund(payment.id(), amount), sendings.next());
            }
            if (story.transfers()) {
                act(shop.transfer(1 + lastPaid / 5), sendings.next());
            }
            if (payment.done() && story.wantsReceipt()) {
                receipt(order.id());
            }
            lastPaid = payment.done() && !story.refunds() ? story.amount() : 0;
        }

        private Shop.Decided act(Intent intent, Script.Sending sending) {
            intents.add(intent);
            Future<Shop.Decided> other = sending.twiceAtOnce() ? threads.submit(() -> shop.decide(intent)) : null;
            Shop.Decided decided = shop.decide(intent);
            if (other != null) {
                await(other);
            }
            return sending.againLater() ? shop.decide(intent) : decided;
        }

        private void await(Future<?> other) {
            try {
                other.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        /** There is no Redis, so nobody gets one; a few tries will do. */
        private void receipt(String order) {
            try {
                PayonceClient client = client(toServers.url(), 3, receipts);
                client.send(new Shop("user-" + number, client).receipt(order));
                throw new AssertionError("a receipt was sent without Redis");
            } catch (PayonceException refused) {
                // what it heard is judged at the end
            }
        }
    }

    /** Asks a few times, then gives up; its user walks away for a while and comes back, until it is decided. */
    private static PayonceClient client(URI url, int attempts, AttemptObserver observer) {
        Settings settings = Settings.standard(url, merchant.apiKey())
                .withBounds(attempts, Duration.ofSeconds(30), Duration.ofMillis(2500))
                .withBackoff(new Backoff(Duration.ofMillis(50), Duration.ofMillis(1000)));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        return new PayonceClient(http, settings, new MemoryIntentStore(), observer, Surroundings.real());
    }

    /** A late duplicate of everything, on a network that works: what it hears is checked with all the rest. */
    private void everyKeyIsAskedOnceMore() {
        PayonceClient client = client(instances[0].url(), 4, history);
        intents.forEach(intent -> Shop.decide(client, intent));
    }

    /** A run in which next to nothing happened proves next to nothing. */
    private void everythingTookPlace() {
        assertEquals(KILLS, kills.size());
        assertTrue(sum(BadReceiver::faults) > 0, "the receivers took everything at once");
        assertEquals(Set.copyOf(Script.METHODS), methods);
        Set<String> operations = history.events().stream().map(Event::operation).collect(Collectors.toSet());
        Set<String> all = Arrays.stream(Action.values())
                .filter(action -> action != Action.RECEIPT_SEND)
                .map(Action::wire)
                .collect(Collectors.toSet());
        assertEquals(all, operations);
        // Redis is away: receipts, and receipts alone, are told so, and may be asked for again.
        Map<Integer, Long> heard = receipts.events().stream()
                .collect(Collectors.groupingBy(Event::status, TreeMap::new, Collectors.counting()));
        assertTrue(heard.getOrDefault(503, 0L) > 0, heard::toString);
        assertTrue(Set.of(0, 503).containsAll(heard.keySet()), heard::toString);
        assertTrue(
                history.events().stream()
                        .noneMatch(event -> event.body().path("detail").asText().contains("Receipts")),
                "another operation noticed that Redis is away");
    }

    private void summary(Judgement judgement, Duration elapsed) throws Exception {
        List<Event> events = history.events();
        Map<String, List<Event>> byKey = events.stream().collect(Collectors.groupingBy(Event::key));
        List<Long> resolutions = byKey.values().stream()
                .map(RandomKillsIT::resolution)
                .filter(nanos -> nanos > 0)
                .toList();
        var table = new StringBuilder(String.format("%n| what | how many |%n|---|---|%n"));
        line(table, "seed", SCRIPT.seed());
        line(table, "operations", byKey.size());
        line(table, "requests", events.size());
        line(table, "requests without an answer", count(events.stream().map(Event::status), 0));
        line(table, "connections given a fault", toServers.faults() + toGateway.faults());
        line(table, "kills", kills.size());
        line(
                table,
                "owners frozen for longer than a lease",
                count(kills.stream().map(kill -> !kill.freeze().isZero()), true));
        line(table, "kills of the gateway", count(kills.stream().map(Script.Kill::gateway), true));
        line(table, "kills of PostgreSQL", count(kills.stream().map(Script.Kill::postgres), true));
        line(
                table,
                "PostgreSQL frozen for longer than a request may take",
                count(kills.stream().map(kill -> !kill.postgresFrozen().isZero()), true));
        line(
                table,
                "its answers swallowed for as long",
                count(kills.stream().map(kill -> !kill.swallowed().isZero()), true));
        line(table, "unknowns resolved", resolutions.size());
        line(table, "duplicates", judgement.duplicates().size());
        line(table, "lost", judgement.lost().size());
        line(table, "contradictions", judgement.contradictions().size());
        line(table, "events of the merchant", telling(merchant).listed().size());
        line(table, "deliveries of them to two receivers", sum(BadReceiver::deliveries));
        line(table, "refused, unanswered, or answered to nobody", sum(BadReceiver::faults));
        line(
                table,
                "requests watched",
                watches.stream().mapToLong(Watch::answers).sum());
        line(table, "longest unanswered request", seconds(longestUnanswered().toNanos()));
        line(table, "longest time to resolution", seconds(resolutions.stream().reduce(0L, Long::max)));
        line(table, "time", seconds(elapsed.toNanos()));
        System.out.println(table);
        Files.writeString(Path.of("target", "chaos", "random-kills.md"), table);
        Files.writeString(
                Path.of("target", "chaos", "random-kills-history.txt"),
                events.stream().map(Event::toString).collect(Collectors.joining(System.lineSeparator())));
    }

    private static void line(StringBuilder table, String what, Object value) {
        table.append(String.format("| %s | %s |%n", what, value));
    }

    private static long sum(ToLongFunction<BadReceiver> number) {
        return receivers.stream().mapToLong(number).sum();
    }

    private static <T> long count(Stream<T> all, T value) {
        return all.filter(value::equals).count();
    }

    private static String seconds(long nanos) {
        return String.format("%.1f s", nanos / 1e9);
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
