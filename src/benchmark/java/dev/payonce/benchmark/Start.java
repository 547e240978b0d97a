package dev.payonce.benchmark;

import dev.payonce.Packaged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** How long it takes from nothing to the first order placed, and what the process then holds. */
final class Start {

    private static final int TIMES = 5;

    private final Lab lab;

    Start(Lab lab) {
        this.lab = lab;
    }

    Result start() {
        var row = new Row("start", "start to the first order placed", null, null);
        lab.stock().orders(lab.settings().seeded(), 1);
        var figures = new LinkedHashMap<String, String>();
        Packaged.built().ways().forEach((name, way) -> figures.put(name, measured(way)));
        return Result.stated(row, figures);
    }

    private String measured(Packaged packaged) {
        var seconds = new ArrayList<Double>();
        double megabytes = 0;
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            try (Server server =
                    Server.application("start", packaged, lab.settings().jvm(), lab.environment())) {
                server.firstAnswer("/v1/orders", Stock.apiKey(0), Requests.ORDER_BODY);
                seconds.add((System.nanoTime() - begin) / 1e9);
                megabytes = server.proc().megabytes();
            }
        }
        List<Double> sorted = seconds.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f to %.2f), %.0f MB resident",
                sorted.get(TIMES / 2),
                sorted.get(0),
                sorted.get(TIMES - 1),
                megabytes);
    }
}
