package dev.payonce.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Ten times the load that fits, and clients that are slow. */
final class Overload {

    private static final int TIMES = 10;

    /** As many as the application serves at once, by default. */
    private static final int AT_ONCE = 1024;

    /** More than are served at once, so that somebody has to be turned away. */
    private static final int CONNECTIONS = 3 * AT_ONCE;

    /** Clients that are this project's own, beside all the others: none of them may come away without its order. */
    private static final int OURS = 4;

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
        double best = warm();
        Supplier<Outcome> load =
                () -> lab.load().offered(CONNECTIONS, TIMES * best, Duration.ofSeconds(settings.seconds()), orders);
        load.get(); // turning away has to be warm, too
        return measure(row, load);
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
        Supplier<Outcome> load =
                () -> lab.load().polite(TIMES * AT_ONCE, Duration.ofSeconds(2L * settings.seconds()), orders);
        load.get();
        return measure(row, load);
    }

    private double warm() {
        seed();
        WarmUp.run(lab, Contestant.closed(lab, orders, 201));
        return best();
    }

    private Result measure(Row row, Supplier<Outcome> overload) {
        double best = best();
        Map<String, Long> before = lab.stock().counts();
        Meter meter = Meter.read(lab);
        if (settings.profile()) {
            lab.server().startRecording();
        }
        Outcome outcome;
        Ours ours = new Ours(lab, OURS);
        try (ours) {
            outcome = overload.get();
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
        double best = warm();
        try (SlowClients slow = SlowClients.connect(lab.server().port(), 500)) {
            long held = 0;
            for (int look = 0; look < 20; look++) {
                slow.step();
                held = Math.max(held, busySessions());
            }
            require(held == 0, held + " sessions of the database are held by slow clients");
            double beside = slow.stepWhile(this::best);
            slow.finish();
            return Result.of(row, beside / best, Map.of("sessions of the database that the slow ones held", "0"));
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
