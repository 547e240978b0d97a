package dev.payonce.benchmark;

import dev.payonce.Packaged;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.StringJoiner;

/** How a process gets quicker in its first minute: orders per second, in steps, from the first order on. */
final class FirstMinute {

    private static final int STEP_SECONDS = 2;
    private static final int STEPS = 30;

    private final Lab lab;

    FirstMinute(Lab lab) {
        this.lab = lab;
    }

    Result firstMinute() {
        var row = new Row("first-minute", "orders per second in the first minute, in steps of two seconds", null, null);
        var figures = new LinkedHashMap<String, String>();
        Packaged.built().ways().forEach((name, way) -> figures.put(name, measured(way)));
        return Result.stated(row, figures);
    }

    private String measured(Packaged packaged) {
        lab.stock().orders(lab.settings().seeded(), 1);
        var steps = new StringJoiner(" ");
        try (Server server =
                Server.application("first-minute", packaged, lab.settings().jvm(), lab.environment())) {
            server.firstAnswer("/v1/orders", Stock.apiKey(0), Requests.ORDER_BODY);
            var load = new Load(server.port());
            for (int i = 0; i < STEPS; i++) {
                Outcome outcome = load.closed(
                        lab.settings().clients(),
                        Duration.ofSeconds(STEP_SECONDS),
                        new Requests(1).orders("/v1/orders", true));
                steps.add(Long.toString(outcome.answered() / STEP_SECONDS));
            }
        }
        return steps.toString();
    }
}
