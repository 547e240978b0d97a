package dev.payonce.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** A million requests of all kinds: nothing that the process holds may grow with them. */
final class Soak {

    private static final int REQUESTS = Integer.getInteger("benchmark.soak.requests", 1_000_000);

    /** Of ten requests: four orders, two payments, two replays, two reads. */
    private static final int KINDS = 10;

    private static final int PAYMENTS = 2;
    private static final int SAMPLES = 10;
    private static final int SLICE_SECONDS = 5;

    /** What the second half may have more than the first: noise, but far less than a leak of a byte a request. */
    private static final double TOLERANCE = 1.1;

    private static final Pattern WAITING = Pattern.compile("^sql_pool_queue_size\\{[^}]*} (\\S+)$", Pattern.MULTILINE);

    private final Lab lab;

    Soak(Lab lab) {
        this.lab = lab;
    }

    /**
     * What is held at one moment.
     *
     * @param resident megabytes of the process
     * @param heap megabytes of the heap that a collection leaves
     * @param sessions of the database
     * @param sessionMemory megabytes that these sessions hold for themselves, prepared statements among it
     * @param statements that differ, of all that were ever sent: no session can have prepared more
     * @param waiting requests for a session
     */
    private record Held(
            long requests,
            double resident,
            double heap,
            long threads,
            long files,
            long sessions,
            double sessionMemory,
            long statements,
            long waiting) {

        private String process() {
            return megabytes(resident) + " resident, " + megabytes(heap) + " live heap, " + threads + " threads, "
                    + files + " files, " + sessions + " sessions";
        }
    }

    Result soak() {
        var row = new Row("soak", "what the process holds after %,d requests".formatted(REQUESTS), null, null);
        Server server = lab.server();
        int paid = (int) (REQUESTS / (double) KINDS * PAYMENTS * 1.2) + 10_000;
        lab.stock().orders(paid, 1);
        autovacuum("on");
        double started = server.proc().megabytes();
        var held = new ArrayList<Held>();
        Load.Source mixed = mixed(new Numbers(paid));
        long answered = 0;
        long nextSample = REQUESTS / SAMPLES;
        while (answered < REQUESTS) {
            Outcome outcome = lab.load()
                    .closed(lab.settings().clients(), Duration.ofSeconds(SLICE_SECONDS), mixed)
                    .expectAll(200, 201);
            answered += outcome.answered();
            if (answered >= nextSample) {
                held.add(held(answered));
                System.out.println("benchmark: soak: " + held.get(held.size() - 1));
                nextSample += REQUESTS / SAMPLES;
            }
        }
        autovacuum("off");
        requireFlat(held);
        requireFlat("memory of the sessions", held, Held::sessionMemory);
        requireFlat("statements that differ", held, Held::statements);
        var figures = new LinkedHashMap<String, String>();
        figures.put("resident after start", megabytes(started));
        Held last = held.get(held.size() - 1);
        for (Held some : List.of(held.get(0), held.get(held.size() / 2), last)) {
            figures.put(
                    "after %,d".formatted(some.requests()),
                    some.process() + " with " + megabytes(some.sessionMemory()) + ", " + some.statements()
                            + " statements");
        }
        return Result.stated(row, figures);
    }

    /** More than are served at once, and more than fit: some have to wait, and some to be turned away. */
    private static final int CONNECTIONS = 2048;

    private static final int LOCKED_SLICES = Integer.getInteger("benchmark.soak.locks", 20);
    private static final int LOCKED_SLICE_SECONDS = 30;
    private static final String LOCK_FOR_A_WHILE =
            "DO $$ BEGIN LOCK TABLE payment IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(5); END $$";

    private static final double BOUND_MILLIS = 10_000;

    /** Twice the load that fits, while somebody locks a table again and again: nothing grows, and all are answered in time. */
    Result underLocks() {
        var row = new Row(
                "locks",
                "what the process holds in %d minutes of twice the load that fits, with a table locked for 5 s every %d s"
                        .formatted(LOCKED_SLICES * LOCKED_SLICE_SECONDS / 60, LOCKED_SLICE_SECONDS),
                null,
                null);
        int paid = (LOCKED_SLICES + 1) * LOCKED_SLICE_SECONDS * 2_000;
        lab.stock().orders(paid, 1);
        autovacuum("on");
        Load.Source mixed = mixed(new Numbers(paid));
        Duration slice = Duration.ofSeconds(LOCKED_SLICE_SECONDS);
        Outcome warm = lab.load().closed(lab.settings().clients(), slice, mixed).expectAll(200, 201);
        double best = warm.answered() / warm.seconds();
        var held = new ArrayList<Held>();
        double longest = 0;
        long answered = 0;
        long refused = 0;
        long undecided = 0;
        for (int turn = 0; turn < LOCKED_SLICES; turn++) {
            var lock = CompletableFuture.runAsync(() -> lab.postgres().run(LOCK_FOR_A_WHILE));
            Outcome outcome =
                    lab.load().offered(CONNECTIONS, 2 * best, slice, mixed).expectAll(200, 201, 202, 503);
            lock.join();
            longest = Math.max(longest, outcome.percentile(100));
            answered += outcome.answered();
            refused += outcome.count(503);
            undecided += outcome.count(202);
            held.add(held(answered));
            System.out.println("benchmark: locks: " + outcome + "; " + held.get(turn));
        }
        autovacuum("off");
        if (longest > BOUND_MILLIS) {
            throw new AssertionError("an answer took " + longest + " ms");
        }
        requireFlat(held);
        requireFlat("requests that wait for a session", held, Held::waiting);
        var figures = new LinkedHashMap<String, String>();
        figures.put("offered", String.format(Locale.ROOT, "%.0f/s", 2 * best));
        figures.put("answered", "%,d, of them 503 %,d and 202 %,d".formatted(answered, refused, undecided));
        figures.put("longest", String.format(Locale.ROOT, "%.1f s", longest / 1000));
        for (int turn : new int[] {0, held.size() / 2, held.size() - 1}) {
            Held some = held.get(turn);
            figures.put("after lock %d".formatted(turn + 1), some.process() + ", " + some.waiting() + " waiting");
        }
        return Result.stated(row, figures);
    }

    private Load.Source mixed(Numbers numbers) {
        String key = UUID.randomUUID().toString();
        var made = lab.server().post("/v1/orders", Stock.apiKey(0), key, Requests.ORDER_BODY);
        Rows.expect(made, 201);
        String path = made.headers().firstValue("Location").orElseThrow();
        var requests = new Requests(1);
        Load.Source order = requests.orders("/v1/orders", true);
        Load.Source payment = requests.payments(numbers, "");
        Load.Source replay = Requests.same("POST", () -> "/v1/orders", key, Requests.ORDER_BODY);
        Load.Source get = Requests.same("GET", () -> path, null, null);
        List<Load.Source> turns = List.of(order, payment, replay, get, order, order, payment, replay, get, order);
        var turn = new int[1];
        return out -> turns.get(turn[0]++ % KINDS).next(out);
    }

    private Held held(long requests) {
        Postgres postgres = lab.postgres();
        List<List<String>> sessions = postgres.rows("""
                SELECT pid FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                """);
        double sessionMemory = sessions.stream()
                .mapToDouble(session -> new Proc(Long.parseLong(session.get(0))).ownMegabytes())
                .sum();
        double heap = lab.server().liveHeapMegabytes();
        return new Held(
                requests,
                lab.server().proc().megabytes(),
                heap,
                lab.server().proc().threads(),
                lab.server().proc().files(),
                sessions.size(),
                sessionMemory,
                postgres.number("""
                        SELECT /* meter */ count(DISTINCT queryid) FROM pg_stat_statements
                         WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                           AND query NOT LIKE '%/* meter */%'
                        """),
                waiting());
    }

    private long waiting() {
        String metrics = lab.server().get("/q/metrics", Stock.apiKey(0)).body();
        return WAITING.matcher(metrics)
                .results()
                .mapToLong(gauge -> (long) Double.parseDouble(gauge.group(1)))
                .sum();
    }

    private void autovacuum(String onOrOff) {
        lab.postgres().run("ALTER SYSTEM SET autovacuum = '" + onOrOff + "'");
        lab.postgres().run("SELECT pg_reload_conf()");
    }

    private static void requireFlat(List<Held> held) {
        requireFlat("resident memory", held, Held::resident);
        requireFlat("heap", held, Held::heap);
        requireFlat("threads", held, Held::threads);
        requireFlat("open files", held, Held::files);
        requireFlat("sessions", held, Held::sessions);
    }

    /** The most of the second half is no more than the most of the first. */
    private static void requireFlat(String what, List<Held> held, ToDoubleFunction<Held> figure) {
        double first = held.subList(0, held.size() / 2).stream()
                .mapToDouble(figure)
                .max()
                .orElseThrow();
        double second = held.subList(held.size() / 2, held.size()).stream()
                .mapToDouble(figure)
                .max()
                .orElseThrow();
        if (second > first * TOLERANCE) {
            throw new AssertionError(what + " grew from " + first + " to " + second + ": " + held);
        }
    }

    private static String megabytes(double number) {
        return String.format(Locale.ROOT, "%.0f MB", number);
    }
}
