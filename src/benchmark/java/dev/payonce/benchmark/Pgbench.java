package dev.payonce.benchmark;

import dev.payonce.benchmark.Statements.Executed;
import dev.payonce.chaos.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * pgbench with the statements that the application was seen to execute, as prepared statements, with the same parameters
 * bound: those that differ from request to request are made by pgbench, the others are as they were seen.
 */
final class Pgbench {

    private static final Pattern TOKEN =
            Pattern.compile("(?<literal>'(?:[^']|'')*')|(?<comment>--[^\\n]*)|\\$(?<parameter>\\d+)", Pattern.DOTALL);

    private static final Pattern DONE = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
    private static final Pattern RATE = Pattern.compile("tps = ([\\d.]+) \\(without initial connection time\\)");

    private final Path program;
    private final Postgres postgres;

    private Pgbench(Path program, Postgres postgres) {
        this.program = program;
        this.postgres = postgres;
    }

    /** On the path, or where Debian and Ubuntu keep the server's programs. */
    static Optional<Pgbench> find(Postgres postgres) {
        Stream<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
        Stream<Path> versions = Stream.iterate(30, version -> version > 10, version -> version - 1)
                .map(version -> Path.of("/usr/lib/postgresql", Integer.toString(version), "bin"));
        return Stream.concat(path, versions)
                .map(directory -> directory.resolve("pgbench"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Pgbench(program, postgres));
    }

    String version() {
        return output(List.of(program.toString(), "--version"), Path.of("pgbench-version.txt"))
                .strip();
    }

    /** A script, and the values of its variables. */
    record Script(Path file, Map<String, String> variables) {

        /** A script of another name, with something else in place of something in it. */
        Script as(String name, String part, String instead) {
            try {
                Path other = file.resolveSibling(name + ".pgbench.sql");
                Files.writeString(other, Files.readString(file).replace(part, instead));
                return new Script(other, variables);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Writes the script of one request.
     *
     * @param name of its file
     * @param setUp lines that set what differs from request to request
     * @param seen one or more executions of the same request, by different clients
     * @param made for each of these, by the value that was bound, the SQL expression that makes such a value
     */
    static Script script(String name, String setUp, List<List<Executed>> seen, List<Map<String, String>> made) {
        var variables = new LinkedHashMap<String, String>();
        var text = new StringBuilder(setUp);
        for (int s = 0; s < seen.get(0).size(); s++) {
            Executed statement = seen.get(0).get(s);
            var bound = new TreeMap<Integer, String>();
            for (int p = 0; p < statement.parameters().size(); p++) {
                String value = statement.parameters().get(p);
                if (value == null) {
                    bound.put(p + 1, "NULL");
                } else if (made.get(0).containsKey(value)) {
                    bound.put(p + 1, made.get(0).get(value));
                } else if (made.get(0).containsKey(onlyElement(value))) {
                    bound.put(p + 1, "ARRAY[" + made.get(0).get(onlyElement(value)) + "]");
                } else {
                    String variable = "s" + s + "p" + (p + 1);
                    bound.put(p + 1, ":" + variable);
                    List<Long> numbers = varying(seen, s, p);
                    if (numbers.isEmpty()) {
                        variables.put(variable, value);
                    } else {
                        // A number that differs with nothing else than chance: which of several rows a sum goes to.
                        text.append("\\set %s random(%d, %d)%n"
                                .formatted(
                                        variable,
                                        numbers.stream().min(Long::compare).orElseThrow(),
                                        numbers.stream().max(Long::compare).orElseThrow()));
                    }
                }
            }
            text.append(rewritten(statement.sql(), bound)).append(";\n");
        }
        try {
            Path file = Files.createDirectories(Settings.DIRECTORY).resolve(name + ".pgbench.sql");
            return new Script(Files.writeString(file, text), variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is asked for a group is an array; of those that were seen, each was alone. */
    private static String onlyElement(String array) {
        return array.replaceAll("^\\{|}$", "");
    }

    /** The values of an integer parameter, if they differ; else none. */
    private static List<Long> varying(List<List<Executed>> seen, int statement, int parameter) {
        List<String> values = seen.stream()
                .map(request -> request.get(statement).parameters().get(parameter))
                .distinct()
                .toList();
        return values.size() > 1 && values.stream().allMatch(value -> value != null && value.matches("\\d{1,9}"))
                ? values.stream().map(Long::valueOf).toList()
                : List.of();
    }

    /**
     * The statement in pgbench's language. A colon in a literal would be a variable to pgbench, so literals are written
     * with its escape.
     */
    private static String rewritten(String sql, Map<Integer, String> bound) {
        Matcher token = TOKEN.matcher(sql);
        return token.replaceAll(found -> Matcher.quoteReplacement(
                token.group("comment") != null
                        ? ""
                        : token.group("literal") != null
                                ? literal(token.group("literal"))
                                : bound.get(Integer.valueOf(token.group("parameter")))));
    }

    private static String literal(String literal) {
        return literal.contains(":") ? "U&" + literal.replace("\\", "\\\\").replace(":", "\\003A") : literal;
    }

    /** What a run did. */
    record Outcome(long transactions, double perSecond) {}

    Outcome run(Script script, int clients, int seconds, Map<String, Long> variables) {
        var command = new ArrayList<>(List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + clients,
                "--jobs=" + Math.min(clients, Runtime.getRuntime().availableProcessors()),
                "--time=" + seconds,
                "--file=" + script.file(),
                "--host=127.0.0.1",
                "--port=" + postgres.port(),
                "--username=postgres"));
        script.variables().forEach((name, value) -> command.add("--define=" + name + "=" + value));
        variables.forEach((name, value) -> command.add("--define=" + name + "=" + value));
        command.add(postgres.database());
        String output = output(command, Path.of("pgbench.txt"));
        // Its sessions end after it does, and what they cost is known once they have.
        Await.until(
                "pgbench's sessions are gone",
                Duration.ofSeconds(10),
                () -> postgres.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgbench'") == 0);
        if (number(FAILED, output) != 0) {
            throw new AssertionError(output);
        }
        return new Outcome((long) number(DONE, output), number(RATE, output));
    }

    private static double number(Pattern pattern, String output) {
        Matcher found = pattern.matcher(output);
        if (!found.find()) {
            throw new AssertionError("pgbench said nothing of the kind: " + output);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String output(List<String> command, Path name) {
        try {
            File file =
                    Files.createDirectories(Settings.DIRECTORY).resolve(name).toFile();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(file)
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(Files.readString(file.toPath(), StandardCharsets.UTF_8));
            }
            return Files.readString(file.toPath(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
