package dev.payonce.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Ten times the load that fits, and clients that are slow. */
final class Overload {

    private static final int TIMES = 10;

    /** More than are served at once, so that somebody has to be turned away. */
    private static final int CONNECTIONS = Integer.getInteger("benchmark.overload.connections", 3000);

    /** An answer that takes longer is of no use to anybody: clients give up then. */
    private static final double BOUND_MILLIS = 10_000;

    private final Lab lab;
    private final Settings settings;
    private final Load.Source orders = new Requests(1).orders("/v1/orders", true);

    Overload(Lab lab) {
        this.lab = lab;
        this.settings = lab.settings();
    }

    Result overload() {
        var row = new Row(
                "overload",
                "orders accepted per second under ten times the load that fits, against the best",
                0.9,
                1.0);
        seed();
        lab.load().closed(settings.clients(), Duration.ofSeconds(settings.warmUpSeconds()), orders);
        double best = best();
        Map<String, Long> before = lab.stock().counts();
        if (settings.profile()) {
            lab.server().startRecording();
        }
        Outcome offered = lab.load().offered(CONNECTIONS, TIMES * best, Duration.ofSeconds(settings.seconds()), orders);
        if (settings.profile()) {
            lab.server().stopRecording(Settings.DIRECTORY.resolve("overload.jfr"));
        }
        // Turned away or executed, and nothing else; executed means durable, and whoever is turned away is told when to
        // come.
        offered.expectAll(201, 503);
        require(offered.withoutRetryAfter() == 0, offered.withoutRetryAfter() + " without Retry-After");
        for (int status : new int[] {201, 503}) {
            require(offered.percentile(status, 100) < BOUND_MILLIS, "an answer took too long: " + offered);
        }
        Map<String, Long> after = lab.stock().counts();
        for (String what : new String[] {"keys", "orders"}) {
            require(
                    after.get(what) - before.get(what) == offered.count(201),
                    offered.count(201) + " answers 201, but " + (after.get(what) - before.get(what)) + " " + what);
        }
        require(after.get("undecided keys").equals(before.get("undecided keys")), "undecided keys: " + after);
        double recovered = best();
        var figures = new LinkedHashMap<String, String>();
        figures.put("best", perSecond(best));
        figures.put("offered", perSecond((offered.answered() + offered.unsent()) / (double) settings.seconds()));
        figures.put("answered 201", perSecond(offered.perSecond(201)) + ", " + latencies(offered, 201));
        figures.put("answered 503", perSecond(offered.perSecond(503)) + ", " + latencies(offered, 503));
        figures.put("never sent, no connection being free", Long.toString(offered.unsent()));
        figures.put("right afterwards", perSecond(recovered));
        return Result.of(row, offered.perSecond(201) / best, figures);
    }

    Result slowClients() {
        var row = new Row(
                "slow-clients",
                "orders per second beside 500 slow senders and 500 slow readers, against without",
                0.9,
                1.0);
        seed();
        lab.load().closed(settings.clients(), Duration.ofSeconds(settings.warmUpSeconds()), orders);
        double best = best();
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
