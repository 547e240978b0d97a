package dev.payonce.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How long it takes from nothing to the first order placed, and what the process then holds. */
final class Start {

    private static final int TIMES = 5;
    private static final String MAIN = "dev.payonce.Payonce";
    private static final Path APPLICATION = Server.APPLICATION.getParent();

    private final Lab lab;

    Start(Lab lab) {
        this.lab = lab;
    }

    Result start() {
        var row = new Row("start", "start to the first order placed", null, null);
        lab.stock().orders(lab.settings().seeded(), 1);
        var figures = new LinkedHashMap<String, String>();
        measure(figures, "jar", List.of("-jar", Server.APPLICATION.toString()));
        archived(figures, "jar with a CDS archive", List.of("-jar", Server.APPLICATION.toString()));
        // Quarkus' own class loader cannot take classes from an archive; on one class path, the JVM's does.
        archived(figures, "one class path with a CDS archive", List.of("-cp", classPath(), MAIN));
        return Result.stated(row, figures);
    }

    private void archived(LinkedHashMap<String, String> figures, String name, List<String> program) {
        Path archive = Settings.DIRECTORY.resolve(name.replace(' ', '-') + ".jsa");
        try (Server recording = begin(List.of("-XX:ArchiveClassesAtExit=" + archive), program)) {
            firstOrder(recording);
            recording.stop();
        }
        var arguments = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"));
        arguments.addAll(program);
        measure(figures, name, arguments);
    }

    private void measure(LinkedHashMap<String, String> figures, String name, List<String> program) {
        var seconds = new ArrayList<Double>();
        double megabytes = 0;
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            try (Server server = begin(List.of(), program)) {
                firstOrder(server);
                seconds.add((System.nanoTime() - begin) / 1e9);
                megabytes = server.proc().megabytes();
            }
        }
        List<Double> sorted = seconds.stream().sorted().toList();
        figures.put(
                name,
                String.format(
                        Locale.ROOT,
                        "%.2f s (%.2f to %.2f), %.0f MB resident",
                        sorted.get(TIMES / 2),
                        sorted.get(0),
                        sorted.get(TIMES - 1),
                        megabytes));
    }

    private Server begin(List<String> options, List<String> program) {
        var arguments = new ArrayList<>(lab.settings().jvm());
        arguments.addAll(options);
        return Server.application("start", arguments, program, lab.environment());
    }

    private static void firstOrder(Server server) {
        server.firstAnswer("/v1/orders", Stock.apiKey(0), Requests.ORDER_BODY);
    }

    /** Transformed classes come first: they replace those of the jars. */
    private static String classPath() {
        var jars = new ArrayList<Path>();
        jars.add(APPLICATION.resolve(Path.of("quarkus", "transformed-bytecode.jar")));
        jars.add(APPLICATION.resolve(Path.of("quarkus", "generated-bytecode.jar")));
        for (Path directory : List.of(Path.of("app"), Path.of("lib", "boot"), Path.of("lib", "main"))) {
            try (Stream<Path> files = Files.list(APPLICATION.resolve(directory))) {
                files.sorted().forEach(jars::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
    }
}
