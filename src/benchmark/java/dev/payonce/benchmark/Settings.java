package dev.payonce.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What is measured, and for how long; see the package's description.
 *
 * @param full false is the smoke test: a moment each, and no thresholds
 * @param only the rows to measure, or empty: those that belong to the form
 * @param pairs how often both contestants of a row are measured
 * @param seconds how long each is measured each time
 * @param seeded rows of orders, keys and payments that are there before
 * @param clients how many requests, or clients of pgbench, there are at once: by default, as many as the application has connections
 * @param jvm options of the measured server
 * @param profile whether Java Flight Recorder records the server
 */
record Settings(
        boolean full,
        List<String> only,
        int pairs,
        int seconds,
        int warmUpSeconds,
        int seeded,
        int clients,
        List<String> jvm,
        boolean profile) {

    static final Path DIRECTORY = Path.of("target", "benchmark");

    static Settings read() {
        boolean full = Boolean.getBoolean("benchmark.full");
        return new Settings(
                full,
                words(System.getProperty("benchmark.only", ""), ","),
                Integer.getInteger("benchmark.pairs", full ? 5 : 1),
                Integer.getInteger("benchmark.seconds", full ? 8 : 1),
                Integer.getInteger("benchmark.warmUpSeconds", full ? 20 : 1),
                Integer.getInteger("benchmark.seeded", full ? 100_000 : 20_000),
                Integer.getInteger("benchmark.clients", 32),
                words(System.getProperty("benchmark.jvm", "-Xmx512m"), " "),
                Boolean.getBoolean("benchmark.profile"));
    }

    private static List<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .filter(word -> !word.isBlank())
                .toList();
    }

    boolean measures(String row, boolean inThisForm) {
        return only.isEmpty() ? inThisForm : only.contains(row);
    }
}
