package dev.payonce.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.chaos.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the application asks of PostgreSQL, from PostgreSQL's own log: the whole text of each statement, and what was bound
 * to its parameters. So that pgbench runs what the application runs, not what somebody believes it runs.
 */
final class Statements implements AutoCloseable {

    /** One execution: the SQL, and its parameters as texts; a null is one. */
    record Executed(long session, String sql, List<String> parameters) {
        private boolean mentions(String text) {
            return parameters.stream().anyMatch(parameter -> parameter != null && parameter.contains(text));
        }

        private boolean isBoundary() {
            return BOUNDARIES.contains(sql.toUpperCase(Locale.ROOT));
        }
    }

    private static final Set<String> BOUNDARIES = Set.of("BEGIN", "COMMIT");

    private static final Pattern EXECUTE = Pattern.compile("(?:execute [^:]*|statement): (?<sql>.*)", Pattern.DOTALL);

    private static final Pattern PARAMETER =
            Pattern.compile("\\$(\\d+) = (?:(?<null>NULL)|'(?<value>(?:[^']|'')*)')", Pattern.DOTALL);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Postgres postgres;
    private long from;

    private Statements(Postgres postgres) {
        this.postgres = postgres;
    }

    /** From now on, until it is closed, every statement is written down. */
    static Statements listen(Postgres postgres) {
        var statements = new Statements(postgres);
        statements.log("all");
        statements.from = statements.mark();
        return statements;
    }

    private void log(String what) {
        postgres.run("ALTER SYSTEM SET log_statement = '" + what + "'");
        postgres.run("SELECT pg_reload_conf()");
        Await.until(
                "log_statement is " + what,
                PATIENCE,
                () -> postgres.text("SHOW log_statement").equals(what));
    }

    /**
     * What was executed since the last call, in order, as far as a parameter mentions one of these texts; and where the
     * same sessions began and ended transactions.
     */
    List<Executed> since(String... mentioned) {
        long end = mark();
        var all = new ArrayList<Executed>();
        for (String line : read(from, end).split("\n")) {
            Executed executed = parse(line);
            if (executed != null) {
                all.add(executed);
            }
        }
        from = end;
        Predicate<Executed> meant = executed -> Stream.of(mentioned).anyMatch(executed::mentions);
        Set<Long> sessions = all.stream().filter(meant).map(Executed::session).collect(Collectors.toSet());
        return all.stream()
                .filter(meant.or(executed -> executed.isBoundary() && sessions.contains(executed.session())))
                .toList();
    }

    /** The log's length once it holds all that was executed up to now. */
    private long mark() {
        String mark = "mark " + System.nanoTime();
        postgres.run("SELECT '" + mark + "'");
        long[] length = {0};
        Await.until("the log has the mark", PATIENCE, () -> {
            try (var file = new RandomAccessFile(postgres.statementsLog().toFile(), "r")) {
                length[0] = file.length();
            }
            return read(from, length[0]).contains(mark);
        });
        return length[0];
    }

    private String read(long begin, long end) {
        try (var file = new RandomAccessFile(postgres.statementsLog().toFile(), "r")) {
            byte[] bytes = new byte[(int) (end - begin)];
            file.seek(begin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Executed parse(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            Matcher execute = EXECUTE.matcher(entry.path("message").asText());
            if (!execute.matches()) {
                return null;
            }
            var parameters = new ArrayList<String>();
            Matcher parameter = PARAMETER.matcher(entry.path("detail").asText());
            while (parameter.find()) {
                parameters.add(
                        parameter.group("null") != null
                                ? null
                                : parameter.group("value").replace("''", "'"));
            }
            return new Executed(entry.path("pid").asLong(), execute.group("sql"), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        log("none");
    }
}
