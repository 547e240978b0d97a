package dev.payonce.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Measures two contestants against each other, in turn, ABBA, each time on freshly seeded tables.
 *
 * @param subject the one that is judged
 * @param measure the one that it is judged by
 * @param figure what is compared
 */
record Comparison(Row row, Contestant subject, Contestant measure, ToDoubleFunction<Run> figure) {

    /** By what they do in a second. */
    Comparison(Row row, Contestant subject, Contestant measure) {
        this(row, subject, measure, Run::perSecond);
    }

    Result run() {
        Settings settings = subject.lab().settings();
        for (Contestant contestant : List.of(measure, subject)) {
            contestant.seed().run();
            WarmUp.run(contestant.lab(), contestant.work());
        }
        var runs = new ArrayList<Run>();
        var ratios = new ArrayList<Double>();
        for (int pair = 0; pair < settings.pairs(); pair++) {
            var both = new TreeMap<String, Run>();
            for (Contestant contestant : pair % 2 == 0 ? List.of(subject, measure) : List.of(measure, subject)) {
                Run run = measure(contestant);
                both.put(contestant.name(), run);
                runs.add(run);
            }
            ratios.add(figure.applyAsDouble(both.get(subject.name())) / figure.applyAsDouble(both.get(measure.name())));
        }
        return Result.ofPairs(row, ratios, runs);
    }

    private Run measure(Contestant contestant) {
        Lab lab = contestant.lab();
        contestant.seed().run();
        lab.postgres().run("CHECKPOINT");
        // The first seconds write whole pages to the log, and new sessions plan their statements.
        contestant.work().apply(lab.settings().full() ? 2 : 1);
        Map<String, Long> countsBefore = lab.stock().counts();
        boolean profile = lab.settings().profile();
        if (profile) {
            lab.server().startRecording();
        }
        Meter before = Meter.read(lab);
        Contestant.Done done = contestant.work().apply(lab.settings().seconds());
        Meter after = Meter.read(lab);
        if (profile) {
            lab.server().stopRecording(Settings.DIRECTORY.resolve(row.id() + "-" + contestant.name() + ".jfr"));
        }
        Map<String, Long> grown = grown(countsBefore, lab.stock().counts());
        requireOwed(contestant, done.executed(), grown);
        double n = done.answered();
        return new Run(
                contestant.name(),
                done.answered(),
                done.perSecond(),
                done.p99(),
                (after.server() - before.server()) / n,
                (after.postgres() - before.postgres()) / n,
                (after.load() - before.load()) / n,
                (after.gateway() - before.gateway()) / n,
                (after.wal() - before.wal()) / n,
                (after.statements() - before.statements()) / n,
                (after.commits() - before.commits()) / n,
                grown);
    }

    private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        var grown = new LinkedHashMap<String, Long>();
        after.forEach((name, count) -> grown.put(name, count - before.get(name)));
        return grown;
    }

    private static void requireOwed(Contestant contestant, long requests, Map<String, Long> grown) {
        var expected = new LinkedHashMap<String, Long>();
        grown.keySet().forEach(name -> expected.put(name, contestant.owed().getOrDefault(name, 0L) * requests));
        if (!expected.equals(grown)) {
            throw new AssertionError(contestant.name() + " did " + requests + " requests, which should have left "
                    + expected + " but left " + grown);
        }
    }
}
