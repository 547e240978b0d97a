package dev.payonce.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.benchmark.Contestant.Done;
import dev.payonce.benchmark.Pgbench.Script;
import dev.payonce.benchmark.Statements.Executed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The rows that compare requests per second. */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Variables of pgbench that make ids which rise as the application's do, and keys that are spread as clients' are. */
    private static final String NEXT = """
            \\set i :i + 1
            \\set low random(1000000000000000, 8999999999999999)
            \\set high 1000000000000000 + :i
            \\set key1 random(1000000000000000, 8999999999999999)
            \\set key2 random(1000000000000000, 8999999999999999)
            """;

    private static final String ID = "(:high::text || :low::text)::uuid";
    private static final String KEY = "(:key1::text || :key2::text)";

    private static final Map<String, Long> ORDERED = Map.of("keys", 1L, "orders", 1L);

    private static final Map<String, Long> PAID =
            Map.of("keys", 1L, "payments", 1L, "paid orders", 1L, "journal entries", 1L, "captured", 1L);

    /** Requests that the statements are learned from: enough to see what differs. */
    private static final int SEEN = 128;

    private final Lab lab;
    private final Settings settings;

    Rows(Lab lab) {
        this.lab = lab;
        this.settings = lab.settings();
    }

    Result orders() {
        var row = new Row("orders", "`POST /v1/orders` per second against pgbench with the same SQL", 0.65, 0.85);
        if (lab.pgbench().isEmpty()) {
            return Result.notMeasured(row, "no pgbench");
        }
        seedOrders();
        Script script = learn("orders", NEXT, n -> new Asked("/v1/orders", Requests.ORDER_BODY, Map.of()));
        return new Comparison(row, placeOrders(), pgbench(script, this::seedOrders, ORDERED, () -> Map.of("i", 0L)))
                .run();
    }

    private Contestant placeOrders() {
        return http("payonce", this::seedOrders, ORDERED, new Requests(1).orders("/v1/orders", true), 201);
    }

    private void seedOrders() {
        lab.stock().orders(settings.seeded(), 1);
    }

    Result payments() {
        var row = new Row("payments", "`POST .../payments` per second against pgbench with its two commits", 0.5, 0.75);
        if (lab.pgbench().isEmpty()) {
            return Result.notMeasured(row, "no pgbench");
        }
        lab.stock().ordersAndPayments(settings.seeded(), 1);
        String next = NEXT + "\\set order 8000000000000000 + :first + :client_id + :clients * :i\n";
        Script script = learn("payments", next, n -> {
            String order = Stock.ORDER + "%012d".formatted(n + 1);
            return new Asked(
                    "/v1/orders/" + order + "/payments",
                    Requests.PAYMENT_BODY,
                    Map.of(order, "('0190000000007000' || :order::text)::uuid"));
        });
        Contestant pgbench = pgbench(
                script,
                () -> lab.stock().ordersAndPayments(settings.seeded(), 1),
                PAID,
                () -> Map.of("i", 0L, "first", lab.stock().paidUpTo(settings.seeded()), "clients", (long)
                        settings.clients()));
        return new Comparison(row, payOrders("payonce", "", 1), pgbench).run();
    }

    Result merchants() {
        var row = new Row("merchants", "payments per second of 32 merchants against those of one", 0.9, 1.0);
        return new Comparison(row, payOrders("32 merchants", "", Stock.MERCHANTS), payOrders("one merchant", "", 1))
                .run();
    }

    Result keyless() {
        var row = new Row("keyless", "create with a key against the same write without one", 0.8, 0.9);
        Contestant keyless = http(
                "without a key",
                this::seedOrders,
                Map.of("orders", 1L),
                new Requests(1).orders("/v1/benchmark/keyless/orders", false),
                201);
        return new Comparison(row, placeOrders(), keyless).run();
    }

    Result textbookOrders() {
        var row = new Row(
                "textbook-orders",
                "orders per second against the textbook way (entities in one transaction)",
                4.0,
                6.0);
        Contestant textbook = http(
                "textbook",
                this::seedOrders,
                ORDERED,
                new Requests(1).orders("/v1/benchmark/textbook/orders", true),
                201);
        return new Comparison(row, placeOrders(), textbook).run();
    }

    Result textbookPayments() {
        var row = new Row("textbook-payments", "payments per second against the textbook way", 4.0, 6.0);
        return new Comparison(row, payOrders("payonce", "", 1), payOrders("textbook", "/benchmark/textbook", 1)).run();
    }

    private Contestant payOrders(String name, String way, int merchants) {
        var numbers = new Numbers(settings.seeded());
        return http(
                name,
                () -> {
                    lab.stock().ordersAndPayments(settings.seeded(), merchants);
                    numbers.reset();
                },
                PAID,
                new Requests(merchants).payments(numbers, way),
                201);
    }

    Result replay() {
        var row = new Row("replay", "replay of a finished key against `GET` of the resource", 0.85, 1.0);
        String key = UUID.randomUUID().toString();
        var path = new String[1];
        Runnable seed = () -> {
            seedOrders();
            HttpResponse<String> order = lab.server().post("/v1/orders", Stock.apiKey(0), key, Requests.ORDER_BODY);
            expect(order, 201);
            path[0] = order.headers().firstValue("Location").orElseThrow();
        };
        Load.Source replay = Requests.same("POST", () -> "/v1/orders", key, Requests.ORDER_BODY);
        Load.Source get = Requests.same("GET", () -> path[0], null, null);
        return new Comparison(row, http("replay", seed, Map.of(), replay, 200), http("`GET`", seed, Map.of(), get, 200))
                .run();
    }

    private Contestant http(String name, Runnable seed, Map<String, Long> owed, Load.Source source, int status) {
        return new Contestant(
                lab,
                name,
                seed,
                owed,
                seconds -> Done.of(lab.load().closed(settings.clients(), Duration.ofSeconds(seconds), source), status));
    }

    private Contestant pgbench(
            Script script, Runnable seed, Map<String, Long> owed, Supplier<Map<String, Long>> variables) {
        Pgbench pgbench = lab.pgbench().orElseThrow();
        return new Contestant(lab, "pgbench", seed, owed, seconds -> {
            Pgbench.Outcome outcome = pgbench.run(script, settings.clients(), seconds, variables.get());
            return new Done(outcome.transactions(), outcome.transactions(), outcome.perSecond(), 0);
        });
    }

    /** A request to learn from, and the values in it that differ each time, as pgbench makes them. */
    private record Asked(String path, String body, Map<String, String> made) {}

    private Script learn(String name, String setUp, IntFunction<Asked> requests) {
        var seen = new ArrayList<List<Executed>>();
        var made = new ArrayList<Map<String, String>>();
        try (Statements statements = Statements.listen(lab.postgres())) {
            for (int n = 0; n < SEEN; n++) {
                Asked asked = requests.apply(n);
                String key = UUID.randomUUID().toString();
                HttpResponse<String> answer = lab.server().post(asked.path(), Stock.apiKey(0), key, asked.body());
                expect(answer, 201);
                String id = field(answer, "id");
                var all = new HashMap<>(asked.made());
                all.put(key, KEY);
                all.put(id, ID);
                made.add(all);
                seen.add(statements.since(key, id));
            }
        }
        return Pgbench.script(name, setUp, seen, made);
    }

    static String field(HttpResponse<String> answer, String name) {
        try {
            return JSON.readTree(answer.body()).path(name).asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void expect(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }
}
