package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.mutiny.sqlclient.desc.ColumnDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Runs a statement {@code WITH a AS (...), b AS (...) SELECT ...} as a plain transaction of one statement for each step,
 * for databases that are better at those: a distributed one may plan a data-modifying CTE at its coordinator, and a plain
 * INSERT or UPDATE at the one node that has the merchant's rows. The SQL stays the same and stands in one place; the rows
 * of a step are handed to the steps that name it as {@code VALUES}.
 *
 * <p>The rules of this API are written so that each step either touches a row or ends the matter. A step that touches
 * none, before anything was written, is the refusal that the one statement expresses by no row; after something was
 * written it cannot be, and everything is taken back. What the last line of the statement asserts holds then, and it is
 * not asked of the database: it shows the rows of an earlier step.
 */
final class StepByStep {

    private static final Pattern HEAD = Pattern.compile("\\s*(?:WITH|,)?\\s*(\\w+)\\s+AS\\s+\\(");
    private static final Pattern SHOWN = Pattern.compile("\\bFROM\\s+(\\w+)\\s*$");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    /**
     * One step.
     *
     * @param name of the rows that it returns
     * @param sql with parameters of its own: PostgreSQL wants to know the type of each up to the highest
     * @param given which of the whole statement's parameters those are, counted from 1
     * @param sources the names of the earlier steps whose rows it reads; their values are the parameters behind those
     * @param writes whether it changes anything, rather than looking or locking
     */
    record Step(String name, String sql, List<Integer> given, List<String> sources, boolean writes) {

        static Step of(String name, String sql, List<Step> earlier) {
            List<Integer> given = PARAMETER
                    .matcher(sql)
                    .results()
                    .map(use -> Integer.valueOf(use.group(1)))
                    .distinct()
                    .sorted()
                    .toList();
            String own = PARAMETER
                    .matcher(sql)
                    .replaceAll(use -> "\\$" + (given.indexOf(Integer.valueOf(use.group(1))) + 1));
            List<String> sources = earlier.stream()
                    .map(Step::name)
                    .filter(each -> Pattern.compile("(\\bFROM|,)\\s*" + each + "\\b")
                            .matcher(sql)
                            .find())
                    .toList();
            boolean writes = !sql.stripLeading().startsWith("SELECT");
            return new Step(name, own, given, sources, writes);
        }
    }

    /**
     * A statement, taken apart.
     *
     * @param shown the name of the step whose rows are the result
     */
    record Rule(List<Step> steps, String shown) {}

    private final Pool pool;
    private final Map<String, Rule> known = new ConcurrentHashMap<>();

    StepByStep(Pool pool) {
        this.pool = pool;
    }

    /** The row that the statement would return, or null if a step refused. */
    Uni<Row> run(String sql, List<Object> parameters) {
        Rule rule = known.computeIfAbsent(sql, StepByStep::split);
        return pool.withTransaction(connection -> new Run(connection, parameters).from(rule, 0))
                .onFailure(Refused.class)
                .recoverWithNull();
    }

    /** Takes a statement apart, along the parentheses of its steps. What is written for a group is run for one request. */
    static Rule split(String sql) {
        String text = GroupCommit.alone(sql.replaceAll("--[^\\n]*", ""));
        var steps = new ArrayList<Step>();
        int at = 0;
        for (var head = HEAD.matcher(text); head.find(at) && head.start() == at; at = closing(text, head.end()) + 1) {
            steps.add(Step.of(head.group(1), text.substring(head.end(), closing(text, head.end())), steps));
        }
        var shown = SHOWN.matcher(text.substring(at));
        if (!shown.find() || steps.stream().noneMatch(step -> step.name().equals(shown.group(1)))) {
            throw new IllegalArgumentException("does not end by showing the rows of a step: " + text);
        }
        return new Rule(List.copyOf(steps), shown.group(1));
    }

    /** The parenthesis that closes what was opened just before {@code from}; the rules have none in their literals. */
    private static int closing(String text, int from) {
        int depth = 1;
        for (int at = from; at < text.length(); at++) {
            depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("a parenthesis is not closed: " + text);
    }

    /** Takes the transaction back without being an error. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("refused", null, false, false);
        }
    }

    /** One transaction: what the steps so far returned, and whether they wrote. */
    private static final class Run {

        private final SqlConnection connection;
        private final List<Object> given;
        private final Map<String, RowSet<Row>> results = new HashMap<>();
        private boolean written;

        Run(SqlConnection connection, List<Object> given) {
            this.connection = connection;
            this.given = given;
        }

        Uni<Row> from(Rule rule, int next) {
            Step step = rule.steps().get(next);
            return execute(step).chain(rows -> {
                if (rows.size() == 0 && rows.rowCount() == 0) {
                    return Uni.createFrom()
                            .failure(written ? new IllegalStateException("nothing to do in " + step) : new Refused());
                }
                written |= step.writes();
                results.put(step.name(), rows);
                return next + 1 < rule.steps().size()
                        ? from(rule, next + 1)
                        : Uni.createFrom()
                                .item(results.get(rule.shown()).iterator().next());
            });
        }

        private Uni<RowSet<Row>> execute(Step step) {
            var parameters = new ArrayList<Object>();
            step.given().forEach(number -> parameters.add(given.get(number - 1)));
            var sources = new StringJoiner(", ", "WITH ", " ").setEmptyValue("");
            step.sources().forEach(name -> sources.add(values(name, results.get(name), parameters)));
            return connection.preparedQuery(sources + step.sql()).execute(Tuple.tuple(parameters));
        }

        /** The rows of an earlier step as a source of this one. */
        private static String values(String name, RowSet<Row> rows, List<Object> parameters) {
            List<ColumnDescriptor> columns = rows.columnDescriptors();
            var values =
                    new StringJoiner(", ", name + " (" + String.join(", ", rows.columnsNames()) + ") AS (VALUES ", ")");
            rows.forEach(row -> {
                var fields = new StringJoiner(", ", "(", ")");
                for (int column = 0; column < columns.size(); column++) {
                    parameters.add(row.getValue(column));
                    fields.add("$" + parameters.size() + "::"
                            + columns.get(column).typeName().toLowerCase(Locale.ROOT));
                }
                values.add(fields.toString());
            });
            return values.toString();
        }
    }
}
