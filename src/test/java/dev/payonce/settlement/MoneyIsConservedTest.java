package dev.payonce.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Whatever several clients do at once, with retries, double sends and keys used for something else: no money appears or
 * disappears, and no key ever gives two answers. Another run of chance: {@code -Dpayonce.test.seed=<number>}.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class MoneyIsConservedTest {

    private static final Logger LOG = Logger.getLogger(MoneyIsConservedTest.class);

    private static final int CLIENTS = 6;
    private static final int STEPS = 60;
    private static final List<String> CURRENCIES = List.of("EUR", "USD");

    /** How often each is chosen is how often it stands here; what waits for the gateway's timeout is the exception. */
    private static final List<String> METHODS = List.of(
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_ok",
            "pm_declined",
            "pm_flaky",
            "pm_flaky",
            "pm_garbled",
            "pm_refund_refused",
            "pm_refund_refused",
            "pm_refund_timeout_executed",
            "pm_refund_timeout_unexecuted",
            "pm_timeout_charged",
            "pm_timeout_uncharged");

    private record Command(String key, String path, String body) {}

    private record Order(String id, long total, String currency) {}

    private final Api api = Api.newMerchant();
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final List<String> payments = new CopyOnWriteArrayList<>();

    /** Commands that were answered at least once, so that their keys belong to them. */
    private final List<Command> sent = new CopyOnWriteArrayList<>();

    private final Map<Command, Queue<Answer>> history = new ConcurrentHashMap<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    @Test
    void throughAnyInterleavingMoneyIsConservedAndAKeyHasOneAnswer() {
        long seed = Long.getLong("payonce.test.seed", 20261123L);
        LOG.infof("payonce.test.seed=%d", seed);
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var running = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < CLIENTS; i++) {
                var random = new Random(seed + i);
                running.add(CompletableFuture.runAsync(() -> live(random), clients));
            }
            running.forEach(Api::join);
        } finally {
            clients.shutdownNow();
        }
        sent.forEach(this::finish);

        assertEquals(List.of(), List.copyOf(broken));
        history.forEach(MoneyIsConservedTest::oneAnswer);
        theBooksAgree();
    }

    private void live(Random random) {
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(100);
            if (choice < 20 || orders.isEmpty()) {
                order(random);
            } else if (choice < 45) {
                pay(random);
            } else if (choice < 65 && !payments.isEmpty()) {
                refund(random);
            } else if (choice < 75) {
                first(random, "/v1/transfers", """
                        {"recipient": "acct_%d", "amount": %d, "currency": "%s"}""".formatted(
                                random.nextInt(3), 1 + random.nextInt(900), any(random, CURRENCIES)));
            } else if (choice < 80) {
                first(random, "/v1/orders/" + any(random, orders).id + "/cancel", "{}");
            } else if (choice < 92 && !sent.isEmpty()) {
                again(any(random, sent));
            } else if (!sent.isEmpty()) {
                misuse(random);
            }
        }
    }

    private void order(Random random) {
        long total = 1 + random.nextInt(2000);
        String currency = any(random, CURRENCIES);
        Answer placed = first(random, "/v1/orders", Api.orderOf(total).replace("EUR", currency));
        orders.add(new Order(placed.id(), total, currency));
    }

    private void pay(Random random) {
        Order order = any(random, orders);
        long amount = random.nextInt(10) == 0 ? order.total + 1 : order.total;
        Answer paid = first(
                random,
                "/v1/orders/" + order.id + "/payments",
                Api.paymentOf(amount, any(random, METHODS)).replace("EUR", order.currency));
        if (paid.status() < 300) {
            payments.add(paid.id());
        }
    }

    private void refund(Random random) {
        String body = random.nextInt(4) == 0
                ? Api.FULL
                : "{\"kind\": \"PARTIAL\", \"amount\": " + (1 + random.nextInt(800))
                        + (random.nextBoolean() ? "" : ", \"reference\": \"r-" + random.nextInt(3) + "\"") + "}";
        first(random, "/v1/payments/" + any(random, payments) + "/refunds", body);
    }

    /** Sends a new command, sometimes twice at once; returns the answer that says most. */
    private Answer first(Random random, String path, String body) {
        var command = new Command(Api.newKey(), path, body);
        var twin = random.nextInt(4) == 0 ? api.send(path, command.key, body) : null;
        Answer answer = record(command, api.post(path, command.key, body));
        if (twin != null) {
            Answer other = record(command, Api.join(twin));
            answer = answer.status() < 300 ? answer : other;
        }
        sent.add(command);
        return answer;
    }

    private Answer again(Command command) {
        return record(command, api.post(command.path, command.key, command.body));
    }

    /** Uses a key for something else, which must neither be executed nor answered like what the key belongs to. */
    private void misuse(Random random) {
        Command owner = any(random, sent);
        Command other = any(random, sent);
        if (!owner.path.equals(other.path)) {
            Answer answer = api.post(other.path, owner.key, other.body);
            if (answer.status() != 422) {
                broken.add("misuse of a key was answered " + answer);
            }
        }
    }

    /** As a client does that wants to know: repeats the command until it is decided. */
    private void finish(Command command) {
        Api.await(() -> again(command), MoneyIsConservedTest::definitive);
    }

    private Answer record(Command command, Answer answer) {
        history.computeIfAbsent(command, first -> new ConcurrentLinkedQueue<>()).add(answer);
        if (!Set.of(200, 201, 202, 402, 404, 409, 503).contains(answer.status())) {
            broken.add(command.path + " was answered " + answer);
        }
        return answer;
    }

    private static boolean definitive(Answer answer) {
        return answer.status() != 202
                && answer.status() != 503
                && !answer.problem().equals("operation-in-progress");
    }

    private static void oneAnswer(Command command, Queue<Answer> answers) {
        List<Answer> definitive =
                answers.stream().filter(MoneyIsConservedTest::definitive).toList();
        assertEquals(
                1, definitive.stream().map(Answer::body).distinct().count(), () -> command.path + ": " + definitive);
        assertEquals(
                1,
                definitive.stream()
                        .map(answer -> answer.status() == 201 ? 200 : answer.status())
                        .distinct()
                        .count());
        assertTrue(definitive.stream().filter(answer -> !answer.replayed()).count() <= 1, () -> command.path);
        assertTrue(
                answers.stream()
                                .filter(answer -> answer.status() == 202)
                                .map(Answer::id)
                                .distinct()
                                .count()
                        <= 1,
                () -> command.path + " was two resources");
    }

    private void theBooksAgree() {
        for (String currency : CURRENCIES) {
            JsonNode balance = api.balance(currency);
            long captured = balance.path("captured").asLong();
            long refunded = balance.path("refunded").asLong();
            long transferred = balance.path("transferred").asLong();
            assertTrue(captured > 0 && refunded > 0 && transferred > 0, () -> "nothing happened in " + currency);
            assertTrue(balance.path("available").asLong() >= 0);
            assertEquals(
                    captured, refunded + transferred + balance.path("available").asLong());
            assertEquals(captured, journal("CAPTURE", currency));
            assertEquals(refunded, journal("REFUND", currency));
            assertEquals(transferred, journal("TRANSFER", currency));
            assertEquals(captured, sum("payment", "status = 'SUCCEEDED' AND currency = ?", currency));
            assertEquals(refunded, sum("refund", "status = 'SUCCEEDED' AND currency = ?", currency));
            assertEquals(transferred, sum("transfer", "currency = ?", currency));
        }
        assertEquals(0, sum("payment", "status = 'PENDING'"));
        assertEquals(0, sum("refund", "status = 'PENDING'"));
        theGatewayAgrees();
    }

    /** Entry by entry, over the statement's own pages: what moved there is what succeeded here, no more and no less. */
    private void theGatewayAgrees() {
        var moved = new ArrayList<String>();
        for (String table : List.of("payment", "refund")) {
            for (String id : Database.texts(
                    "SELECT id::text FROM " + table + " WHERE merchant_id = ? ORDER BY id", api.merchant)) {
                Api.statement(id)
                        .forEach(entry -> moved.add(entry(
                                entry.path("type").asText(),
                                id,
                                entry.path("amount").asLong(),
                                entry.path("currency").asText())));
            }
        }
        List<String> booked = Database.texts("""
                SELECT CASE kind WHEN 'CAPTURE' THEN 'CHARGE' ELSE kind END || ' ' || id || ' ' || amount || ' ' || currency
                  FROM ledger_entry WHERE merchant_id = ? AND kind <> 'TRANSFER'""", api.merchant);
        assertEquals(booked.stream().sorted().toList(), moved.stream().sorted().collect(Collectors.toList()));
    }

    private static String entry(String type, String reference, long amount, String currency) {
        return type + " " + reference + " " + amount + " " + currency;
    }

    private long journal(String kind, String currency) {
        return sum("ledger_entry", "kind = ? AND currency = ?", kind, currency);
    }

    private long sum(String table, String condition, Object... parameters) {
        var all = new ArrayList<Object>(List.of(api.merchant));
        all.addAll(List.of(parameters));
        return Database.number(
                "SELECT coalesce(sum(amount), 0) FROM " + table + " WHERE merchant_id = ? AND " + condition,
                all.toArray());
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
