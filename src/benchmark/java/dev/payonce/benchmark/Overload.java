package dev.payonce.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** Ten times the load that fits, and clients that are slow. */
final class Overload {

    private static final int TIMES = 10;

    /** As many as the application serves at once, by default. */
    private static final int AT_ONCE = 1024;

    /** More than are served at once, so that somebody has to be turned away. */
    private static final int CONNECTIONS = 3 * AT_ONCE;

    /** Clients that are this project's own, beside all the others: none of them may come away without its order. */
    private static final int OURS = 4;

    /** Slow senders, and as many slow readers. */
    private static final int SLOW = 500;

    private static final int LOOKS = 10;

    /** An answer that takes longer is of no use to anybody: clients give up then. */
    private static final double BOUND_MILLIS = 10_000;

    private final Lab lab;
    private final Settings settings;
    private final Load.Source orders = new Requests(1).orders("/v1/orders", true);

    Overload(Lab lab) {
        this.lab = lab;
        this.settings = lab.settings();
    }

    /** Ten times as many requests as fit, whatever becomes of them. */
    Result requests() {
        var row = new Row(
                "overload",
                "orders accepted per second while ten times as many are offered, against the best",
                0.9,
                1.0);
        warm();
        double best = best();
        return measure(
                row, seconds -> lab.load().offered(CONNECTIONS, TIMES * best, Duration.ofSeconds(seconds), orders));
    }

    /** Ten times as many clients as fit, each of which comes again when it is told to. */
    Result clients() {
        var row = new Row(
                "overload-clients",
                "orders accepted per second from ten times the clients that fit, which come again as they are told,"
                        + " against the best",
                0.9,
                1.0);
        warm();
        return measure(row, seconds -> lab.load().polite(TIMES * AT_ONCE, Duration.ofSeconds(seconds), orders));
    }

    private void warm() {
        seed();
        WarmUp.run(lab, Contestant.closed(lab, orders, 201));
    }

    private Result measure(Row row, IntFunction<Outcome> overload) {
        // Turning away has to be warm, too: it is other code, and the compiler wants a core for itself.
        WarmUp.run(lab, seconds -> {
            Outcome outcome = overload.apply(seconds);
            return new Contestant.Done(outcome.count(201), outcome.answered(), outcome.perSecond(201), 0);
        });
        double best = best();
        Map<String, Long> before = lab.stock().counts();
        Meter meter = Meter.read(lab);
        if (settings.profile()) {
            lab.server().startRecording();
        }
        Outcome outcome;
        Ours ours = new Ours(lab, OURS);
        try (ours) {
            outcome = overload.apply(2 * settings.seconds());
        }
        if (settings.profile()) {
            lab.server().stopRecording(Settings.DIRECTORY.resolve(row.id() + ".jfr"));
        }
        Meter after = Meter.read(lab);
        // Turned away or executed, and nothing else; executed means durable, and whoever is turned away is told when to
        // come.
        outcome.expectAll(201, 503);
        require(outcome.withoutRetryAfter() == 0, outcome.withoutRetryAfter() + " without Retry-After");
        for (int status : new int[] {201, 503}) {
            require(outcome.percentile(status, 100) < BOUND_MILLIS, "an answer took too long: " + outcome);
        }
        Map<String, Long> grown = lab.stock().counts();
        long placed = outcome.count(201) + ours.placed();
        for (String what : new String[] {"keys", "orders"}) {
            long more = grown.get(what) - before.get(what);
            require(more == placed, placed + " orders were answered, but there are " + more + " more " + what);
        }
        require(grown.get("undecided keys").equals(before.get("undecided keys")), "undecided keys: " + grown);
        var figures = new LinkedHashMap<String, String>();
        figures.put("best", perSecond(best));
        figures.put("offered", perSecond((outcome.answered() + outcome.unsent()) / outcome.seconds()));
        figures.put("answered 201", perSecond(outcome.perSecond(201)) + ", " + latencies(outcome, 201));
        figures.put("answered 503", perSecond(outcome.perSecond(503)) + ", " + latencies(outcome, 503));
        if (outcome.unsent() > 0) {
            figures.put("never sent, no connection being free", Long.toString(outcome.unsent()));
        }
        figures.put(
                "of the two cores, the application, PostgreSQL and the load took",
                "%.2f, %.2f and %.2f"
                        .formatted(
                                share(after.server() - meter.server(), outcome),
                                share(after.postgres() - meter.postgres(), outcome),
                                share(after.load() - meter.load(), outcome)));
        figures.put("the Java client beside it", ours.toString());
        figures.put("right afterwards", perSecond(best()));
        return Result.of(row, outcome.perSecond(201) / best, figures);
    }

    private static double share(double millis, Outcome outcome) {
        return millis / 1000 / outcome.seconds();
    }

    Result slowClients() {
        var row = new Row(
                "slow-clients",
                "orders per second beside 500 slow senders and 500 slow readers, against without",
                0.9,
                1.0);
        seed();
        try (SlowClients slow = SlowClients.connect(lab.server().port(), SLOW)) {
            for (int look = 0; look < LOOKS; look++) {
                slow.step();
                long held = busySessions();
                require(held == 0, held + " sessions of the database are held by slow clients");
            }
        }
        Map<String, Long> owed = Map.of("keys", 1L, "orders", 1L);
        IntFunction<Contestant.Done> quick = Contestant.closed(lab, orders, 201);
        Contestant alone = new Contestant(lab, "without", this::seed, owed, quick);
        Contestant beside = new Contestant(lab, "beside", this::seed, owed, seconds -> beside(quick, seconds));
        return new Comparison(row, beside, alone)
                .run()
                .with("sessions of the database that the slow ones held", "none in %d looks".formatted(LOOKS));
    }

    /** Slow orders are placed in the end, but only the others count as requests per second. */
    private Contestant.Done beside(IntFunction<Contestant.Done> quick, int seconds) {
        try (SlowClients slow = SlowClients.connect(lab.server().port(), SLOW)) {
            Contestant.Done done = slow.stepWhile(() -> quick.apply(seconds));
            slow.finish();
            return new Contestant.Done(done.executed() + SLOW, done.answered(), done.perSecond(), done.p99());
        }
    }

    private void seed() {
        lab.stock().orders(settings.seeded(), 1);
    }

    private double best() {
        return lab.load()
                .closed(settings.clients(), Duration.ofSeconds(settings.seconds()), orders)
                .expectAll(201)
                .perSecond(201);
    }

    /** Sessions of the application that are in a transaction or a statement. */
    private long busySessions() {
        return lab.postgres().number("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
                """);
    }

    private static String perSecond(double number) {
        return String.format(Locale.ROOT, "%.0f/s", number);
    }

    private static String latencies(Outcome outcome, int status) {
        return String.format(
                Locale.ROOT,
                "p50 %.0f ms, p99 %.0f ms, longest %.0f ms",
                outcome.percentile(status, 50),
                outcome.percentile(status, 99),
                outcome.percentile(status, 100));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
