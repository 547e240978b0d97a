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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private static final String KEYLESS = "/v1/benchmark/keyless/orders";
    private static final int BURST = 100;
    private static final Duration BURST_EVERY = Duration.ofMillis(500);
    private static final int MANY = Integer.getInteger("benchmark.many", 10_000_000);

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
        return new Comparison(
                        row,
                        placeOrders(),
                        pgbench("pgbench", script, this::seedOrders, ORDERED, () -> Map.of("i", 0L)))
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
        Script script = learnPayments();
        return new Comparison(row, payOrders("payonce", "", 1), payInPgbench("pgbench", script)).run();
    }

    private Script learnPayments() {
        lab.stock().ordersAndPayments(settings.seeded(), 1);
        String next = NEXT + "\\set order 8000000000000000 + :first + :client_id + :clients * :i\n";
        return learn("payments", next, n -> {
            String order = Stock.ORDER + "%012d".formatted(n + 1);
            return new Asked(
                    "/v1/orders/" + order + "/payments",
                    Requests.PAYMENT_BODY,
                    Map.of(order, "('0190000000007000' || :order::text)::uuid"));
        });
    }

    private Contestant payInPgbench(String name, Script script) {
        return pgbench(
                name,
                script,
                () -> lab.stock().ordersAndPayments(settings.seeded(), 1),
                PAID,
                () -> Map.of("i", 0L, "first", lab.stock().paidUpTo(settings.seeded()), "clients", (long)
                        settings.clients()));
    }

    Result merchants() {
        var row = new Row("merchants", "payments per second of 32 merchants against those of one", 0.9, 1.0);
        return new Comparison(row, payOrders("32 merchants", "", Stock.MERCHANTS), payOrders("one merchant", "", 1))
                .run();
    }

    Result keyless() {
        var row = new Row("keyless", "create with a key against the same write without one", 0.8, 0.9);
        Contestant keyless = http(
                "without a key", this::seedOrders, Map.of("orders", 1L), new Requests(1).orders(KEYLESS, false), 201);
        Result result = new Comparison(row, placeOrders(), keyless).run();
        return lab.pgbench().isEmpty()
                ? result
                : result.with("in pgbench, of which no two share a statement,", "%.2f".formatted(priceOfTheKey(row)));
    }

    /** What is left of the requests per second if PostgreSQL does nothing else than the statements: more is not to be had. */
    private double priceOfTheKey(Row row) {
        seedOrders();
        Script with = learn("orders", NEXT, n -> new Asked("/v1/orders", Requests.ORDER_BODY, Map.of()));
        Script without = learn("keyless", NEXT, n -> new Asked(KEYLESS, Requests.ORDER_BODY, Map.of()));
        Supplier<Map<String, Long>> variables = () -> Map.of("i", 0L);
        Contestant bare = pgbench("pgbench without a key", without, this::seedOrders, Map.of("orders", 1L), variables);
        return new Comparison(row, pgbench("pgbench", with, this::seedOrders, ORDERED, variables), bare)
                .run()
                .ratio();
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

    /** Of an answer that costs nothing else, so that the whole price shows; an order costs the same and much besides. */
    Result checked() {
        var row =
                new Row("checked", "`GET` of a constant with the api key checked against the same without", 0.8, 0.95);
        Load.Source checked = Requests.same("GET", () -> "/v1/benchmark/checked", null, null);
        Load.Source open = Requests.same("GET", () -> "/v1/benchmark/open", null, null);
        return new Comparison(
                        row,
                        http("checked", this::seedOrders, Map.of(), checked, 200),
                        http("open", this::seedOrders, Map.of(), open, 200))
                .run();
    }

    /** At half of the load that fits, which leaves room for chance; from when each request was due. */
    Result latency() {
        var figures = new LinkedHashMap<String, String>();
        figures.put("orders", latency(this::seedOrders, new Requests(1).orders("/v1/orders", true)));
        var numbers = new Numbers(settings.seeded());
        Runnable seed = () -> {
            lab.stock().ordersAndPayments(settings.seeded(), 1);
            numbers.reset();
        };
        figures.put("payments", latency(seed, new Requests(1).payments(numbers, "")));
        return Result.stated(
                new Row("latency", "latency at half of the load that fits, open loop", null, null), figures);
    }

    /** The same statement twice, once without what makes the event of an order that nobody reads. */
    Result orderEvents() {
        var row = new Row("events", "orders with their events against the same without, in pgbench", 0.9, 1.0);
        if (lab.pgbench().isEmpty()) {
            return Result.notMeasured(row, "no pgbench");
        }
        seedOrders();
        Script script = learn("orders", NEXT, n -> new Asked("/v1/orders", Requests.ORDER_BODY, Map.of()));
        Supplier<Map<String, Long>> variables = () -> Map.of("i", 0L);
        return new Comparison(
                        row,
                        pgbench("with events", script, this::seedOrders, ORDERED, variables),
                        pgbench("without", untold(script, "place_orders"), this::seedOrders, ORDERED, variables))
                .run();
    }

    Result paymentEvents() {
        var row =
                new Row("payment-events", "payments with their events against the same without, in pgbench", 0.9, 1.0);
        if (lab.pgbench().isEmpty()) {
            return Result.notMeasured(row, "no pgbench");
        }
        Script script = learnPayments();
        return new Comparison(
                        row,
                        payInPgbench("with events", script),
                        payInPgbench("without", untold(script, "book_payments")))
                .run();
    }

    /** The script that calls a copy of the rule which makes no events. */
    private Script untold(Script script, String rule) {
        lab.postgres().run("""
                DO $do$
                BEGIN
                    EXECUTE regexp_replace(
                        replace(pg_get_functiondef('%1$s'::regproc), '%1$s', '%1$s_untold'), 'INSERT INTO new_event[^;]*;', '');
                END
                $do$
                """.formatted(rule));
        return script.as(rule + "-untold", rule + "(", rule + "_untold(");
    }

    /** The receiver is the gateway's process, which answers 200 whatever it is told. */
    Result webhooks() {
        var row = new Row(
                "webhooks", "orders per second of a merchant with a webhook endpoint against one without", 0.8, 0.9);
        String endpoint = "/v1/webhook-endpoints/shop";
        String receiver = "{\"url\": \"http://127.0.0.1:" + lab.gateway().port() + "/hook\"}";
        Runnable without = () -> {
            lab.server().delete(endpoint, Stock.apiKey(0));
            seedOrders();
        };
        Runnable with = () -> {
            without.run();
            expect(lab.server().put(endpoint, Stock.apiKey(0), receiver), 201);
        };
        var requests = new Requests(1);
        Load.Source source = requests.orders("/v1/orders", true);
        return new Comparison(
                        row,
                        http("with an endpoint", with, ORDERED, source, 201),
                        http("without", without, ORDERED, source, 201))
                .run();
    }

    private String latency(Runnable seed, Load.Source source) {
        seed.run();
        WarmUp.run(lab, Contestant.closed(lab, source, 201));
        seed.run();
        double best = lab.load()
                .closed(settings.clients(), Duration.ofSeconds(settings.seconds()), source)
                .expectAll(201)
                .perSecond(201);
        Outcome half = lab.load()
                .open(BURST, best / 2, Duration.ofSeconds(2L * settings.seconds()), source)
                .expectAll(201);
        return String.format(
                Locale.ROOT,
                "at %.0f/s p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms",
                best / 2,
                half.percentile(50),
                half.percentile(99),
                half.percentile(99.9));
    }

    /** Each burst of a hundred is one operation, sent a hundred times at the same moment; or a hundred operations. */
    Result hot() {
        var row = new Row("hot", "p99 of 100 clients on one hot key against p99 on distinct keys", 3.0, 1.5);
        var requests = new Requests(1);
        Load.Source same = requests.ordersUnderOneKey(BURST);
        Load.Source distinct = requests.orders("/v1/orders", true);
        Contestant hot = new Contestant(lab, "one key", this::seedOrders, ORDERED, seconds -> {
            Outcome outcome = burst(same, seconds).expectAll(201, 200, 409);
            // The last burst may be cut short by the end.
            if (outcome.count(201) != (outcome.answered() + BURST - 1) / BURST) {
                throw new AssertionError(outcome.count(201) + " executions for " + outcome.answered() + " requests, "
                        + BURST + " of each operation");
            }
            return new Done(
                    outcome.count(201),
                    outcome.answered(),
                    outcome.answered() / outcome.seconds(),
                    outcome.percentile(99));
        });
        Contestant cold = new Contestant(
                lab, "distinct keys", this::seedOrders, ORDERED, seconds -> Done.of(burst(distinct, seconds), 201));
        return new Comparison(row, hot, cold, Run::p99).run().with("executions", "exactly one for each key");
    }

    private Outcome burst(Load.Source source, int seconds) {
        return lab.load().bursts(BURST, BURST_EVERY, Duration.ofSeconds(seconds), source);
    }

    /** Keys in a table of ten million against keys in a table of ten thousand: two databases, an application on each. */
    Result millions() {
        var row = new Row(
                "millions", "`POST /v1/orders` per second with %,d keys against 10,000".formatted(MANY), 0.85, 0.95);
        try (Lab large = lab.beside("benchmark_large")) {
            large.stock().manyKeys(MANY);
            Load.Source source = new Requests(1).orders("/v1/orders", true);
            Contestant many =
                    new Contestant(large, "many keys", () -> {}, ORDERED, Contestant.closed(large, source, 201));
            Contestant few = http("10,000 keys", () -> lab.stock().orders(10_000, 1), ORDERED, source, 201);
            return new Comparison(row, many, few).run();
        }
    }

    private Contestant http(String name, Runnable seed, Map<String, Long> owed, Load.Source source, int status) {
        return new Contestant(lab, name, seed, owed, Contestant.closed(lab, source, status));
    }

    private Contestant pgbench(
            String name, Script script, Runnable seed, Map<String, Long> owed, Supplier<Map<String, Long>> variables) {
        Pgbench pgbench = lab.pgbench().orElseThrow();
        return new Contestant(lab, name, seed, owed, seconds -> {
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
