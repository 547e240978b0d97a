package dev.payonce.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps each row's last result as JSON, and makes the table and the drawing of all that are there: rows may be measured
 * one by one.
 */
final class Report {

    /** Between these the page about speed has the table. */
    private static final Pattern IN_PAGE = Pattern.compile(
            "(?<=<!-- the table of speed, made by the benchmark -->\n).*(?=<!-- end of the table of speed -->)",
            Pattern.DOTALL);

    private static final Path PAGE = Path.of("docs", "speed.md");
    private static final Path DRAWING = Path.of("docs", "speed.svg");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Lab lab;
    private final Path results;

    Report(Lab lab) {
        this.lab = lab;
        this.results = Settings.DIRECTORY.resolve(lab.settings().full() ? "results" : "smoke");
    }

    /** Notes what a row came to, with all that was measured and where. */
    void keep(Result result) {
        ObjectNode all = JSON.createObjectNode();
        all.put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.set("surroundings", JSON.valueToTree(surroundings()));
        all.set("result", JSON.valueToTree(result));
        write(results.resolve(result.row().id() + ".json"), all.toPrettyString());
        System.out.println("benchmark: " + result.row().id() + ": " + measured(result) + "; " + rates(result));
    }

    /** Without what would tell whose machine it is. */
    private Map<String, String> surroundings() {
        var surroundings = new LinkedHashMap<String, String>();
        surroundings.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        surroundings.put("processor", processor());
        surroundings.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        surroundings.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        surroundings.put(
                "options of the server's JVM", String.join(" ", lab.settings().jvm()));
        surroundings.put("clients", Integer.toString(lab.settings().clients()));
        surroundings.put("pairs", Integer.toString(lab.settings().pairs()));
        surroundings.put("seconds each", Integer.toString(lab.settings().seconds()));
        surroundings.put("seeded rows", Integer.toString(lab.settings().seeded()));
        surroundings.put("pgbench", lab.pgbench().map(Pgbench::version).orElse("none"));
        lab.postgres().settings().forEach((name, value) -> surroundings.put("postgresql " + name, value));
        return surroundings;
    }

    private static String processor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*: ", ""))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the table and the drawing; into the page, too, where that is asked for. */
    String write(List<String> order) {
        List<Result> all = read(order);
        String table = table(all);
        String drawing = Drawing.of(all);
        write(Settings.DIRECTORY.resolve("benchmark.md"), table + "\n" + details(all));
        write(Settings.DIRECTORY.resolve("benchmark.svg"), drawing);
        if (Boolean.getBoolean("benchmark.page")) {
            try {
                String page = Files.readString(PAGE);
                write(PAGE, IN_PAGE.matcher(page).replaceFirst(java.util.regex.Matcher.quoteReplacement(table)));
                write(DRAWING, drawing);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return table;
    }

    private List<Result> read(List<String> order) {
        var all = new ArrayList<Result>();
        for (String id : order) {
            Path file = results.resolve(id + ".json");
            if (Files.exists(file)) {
                try {
                    all.add(JSON.treeToValue(JSON.readTree(file.toFile()).path("result"), Result.class));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return all;
    }

    private String table(List<Result> all) {
        var table = new StringBuilder("""
                | measure | bar | reach for | measured: median (least to most) | requests per second, or p99 |
                |---|---|---|---|---|
                """);
        for (Result result : all) {
            table.append("| %s | %s | %s | %s | %s |%n"
                    .formatted(
                            result.row().title(),
                            number(result.row().bar()),
                            number(result.row().reach()),
                            measured(result),
                            rates(result)));
        }
        return table.append(conditions()).toString();
    }

    private String conditions() {
        Settings settings = lab.settings();
        return "\n%d cores shared by PostgreSQL %s, the application (%s, `%s`), the gateway and the load; %d clients; %d pairs of %d s each; %,d rows seeded.%n"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        lab.postgres().settings().get("server_version"),
                        "Java " + Runtime.version().feature(),
                        String.join(" ", settings.jvm()),
                        settings.clients(),
                        settings.pairs(),
                        settings.seconds(),
                        settings.seeded());
    }

    private static String number(Double number) {
        return number == null ? "" : text(number);
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f" : "%.1f", number);
    }

    private static String measured(Result result) {
        if (result.notMeasured() != null) {
            return "not measured: " + result.notMeasured();
        }
        var parts = new ArrayList<String>();
        if (result.ratio() != null) {
            parts.add("**" + text(result.ratio()) + "** ("
                    + text(result.ratios().stream().min(Double::compare).orElseThrow()) + " to "
                    + text(result.ratios().stream().max(Double::compare).orElseThrow()) + ")");
        }
        result.figures().forEach((name, value) -> parts.add(name + " " + value));
        return String.join("; ", parts);
    }

    private static String rates(Result result) {
        boolean latency = result.row().lessIsBetter();
        return String.join(
                ", ",
                result.contestants().stream()
                        .map(name -> latency
                                ? name + " " + text(result.median(name, Run::p99)) + " ms"
                                : name + " " + Math.round(result.median(name, Run::perSecond)))
                        .toList());
    }

    /** What each request cost, of each contestant. */
    private static String details(List<Result> all) {
        var table = new StringBuilder("""
                | row | contestant | per second | server ms | PostgreSQL ms | load ms | gateway ms | WAL bytes | statements | commits |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        for (Result result : all) {
            for (String name : result.contestants()) {
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %.0f | %.3f | %.3f | %.3f | %.3f | %.0f | %.2f | %.2f |%n",
                        result.row().id(),
                        name,
                        result.median(name, Run::perSecond),
                        result.median(name, Run::serverMillis),
                        result.median(name, Run::postgresMillis),
                        result.median(name, Run::loadMillis),
                        result.median(name, Run::gatewayMillis),
                        result.median(name, Run::walBytes),
                        result.median(name, Run::statements),
                        result.median(name, Run::commits)));
            }
        }
        return table.toString();
    }

    private static void write(Path file, String text) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
