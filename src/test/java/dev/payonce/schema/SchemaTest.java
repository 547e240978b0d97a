package dev.payonce.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The merchant comes first in every key and every condition, so that the tables can be distributed by it. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SchemaTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "payonce");
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
    private static final Path RULES = Path.of("src", "main", "resources", "db", "rules");

    /** Who calls is found out before there is a merchant to look for anything by. */
    private static final Set<String> MERCHANTS = Set.of("merchant", "api_key");

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) \\((.*?)\\n\\)([^;]*);", Pattern.DOTALL);
    /** A semicolon at the end of a line, but not within a function's body. */
    private static final Pattern STATEMENT = Pattern.compile(";\\s*(?:\\n|$)(?=(?:[^$]*\\$\\$[^$]*\\$\\$)*[^$]*$)");

    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);

    @Inject
    Pool pool;

    @Test
    void everyKeyAndIndexBeginsWithTheMerchant() {
        List<String> others = query("""
                SELECT i.indexrelid::regclass::text
                  FROM pg_index i
                  JOIN pg_class t ON t.oid = i.indrelid
                  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
                 WHERE t.relnamespace = 'public'::regnamespace
                   AND t.relname NOT IN ('merchant', 'api_key', 'flyway_schema_history')
                   AND a.attname <> 'merchant_id'
                """);
        assertEquals(List.of(), others);
        assertTrue(query("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
                        .size()
                > 10);
    }

    @Test
    void everyForeignKeyBeginsWithTheMerchantOnBothSides() {
        List<String> others = query("""
                SELECT c.conname::text
                  FROM pg_constraint c
                  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
                 WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
                   AND c.confrelid <> 'merchant'::regclass
                   AND NOT (a.attname = 'merchant_id' AND b.attname = 'merchant_id')
                """);
        assertEquals(List.of(), others);
    }

    /**
     * PostgreSQL refuses a partitioned table one of whose unique keys lacks the partition key. On the tables made so,
     * every statement of the application is planned: each conflict target, too, needs its unique key there.
     */
    @Test
    void theSameMigrationsMakeTablesPartitionedByMerchantOnWhichEveryStatementWorks() throws Exception {
        Map<String, String> statements = statements();
        assertTrue(statements.size() >= 8, () -> "only these statements were found: " + statements.keySet());
        List<String> failures = new ArrayList<>();
        SqlConnection connection = pool.getConnection().await().atMost(Duration.ofSeconds(10));
        try {
            // All of it is rolled back: the scratch schema is never seen outside this transaction.
            run(connection, "BEGIN");
            run(connection, "CREATE SCHEMA partitioned");
            run(connection, "SET LOCAL search_path TO partitioned");
            for (String statement : partitioned()) {
                run(connection, statement);
            }
            new RuleScript(sql -> text(connection, sql)).run();
            for (var each : statements.entrySet()) {
                run(connection, "SAVEPOINT planned");
                try {
                    run(connection, "EXPLAIN (GENERIC_PLAN) " + each.getValue());
                } catch (RuntimeException refused) {
                    failures.add(each.getKey() + ": " + refused.getMessage());
                    run(connection, "ROLLBACK TO SAVEPOINT planned");
                }
            }
        } finally {
            run(connection, "ROLLBACK");
            connection.closeAndAwait();
        }
        assertEquals(List.of(), failures);
    }

    private static List<Path> sql() throws IOException {
        return Stream.concat(files(MIGRATIONS, ".sql").stream(), files(RULES, ".sql").stream())
                .toList();
    }

    /** The migrations' own text, each table but the merchants' and their api keys' partitioned by hash of the merchant. */
    private static List<String> partitioned() throws IOException {
        List<String> statements = new ArrayList<>();
        for (Path migration : sql()) {
            String text = Files.readString(migration).replaceAll("--[^\\n]*", "");
            for (String statement : STATEMENT.split(text)) {
                if (statement.isBlank()) {
                    continue;
                }
                Matcher table = TABLE.matcher(statement.strip() + ";");
                if (!table.find() || MERCHANTS.contains(table.group(1))) {
                    statements.add(statement);
                    continue;
                }
                String name = table.group(1);
                statements.add("CREATE TABLE " + name + " (" + table.group(2) + "\n) PARTITION BY HASH (merchant_id)");
                for (int part = 0; part < 4; part++) {
                    // Storage parameters are the parts' own.
                    statements.add("CREATE TABLE %s_%d PARTITION OF %s FOR VALUES WITH (MODULUS 4, REMAINDER %d) %s"
                            .formatted(name, part, name, part, table.group(3)));
                }
            }
        }
        return statements;
    }

    /** Every statement that a class of the application keeps in a constant. Fragments stand in those that use them. */
    private static Map<String, String> statements() throws Exception {
        Map<String, String> statements = new TreeMap<>();
        for (Path source : sources()) {
            String name = SOURCES.getParent().getParent().relativize(source).toString();
            Class<?> type = Class.forName(
                    name.substring(0, name.length() - ".java".length())
                            .replace(source.getFileSystem().getSeparator(), "."),
                    false,
                    Thread.currentThread().getContextClassLoader());
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    String text = (String) field.get(null);
                    if (text != null && text.strip().matches("(?s)(WITH|SELECT|INSERT INTO|UPDATE|DELETE) .*\\n.*")) {
                        statements.put(type.getSimpleName() + "." + field.getName(), text);
                    }
                }
            }
        }
        return statements;
    }

    /** While a release rolls out, instances of the last one call the functions that they know. */
    @Test
    void everyFunctionThatTheLastReleaseCallsIsStillThere() throws IOException {
        List<String> now = query("""
                SELECT p.oid::regprocedure::text
                  FROM pg_proc p
                 WHERE p.pronamespace = 'public'::regnamespace
                 ORDER BY 1
                """);
        List<String> released = Files.readAllLines(Path.of("src", "test", "resources", "db", "functions.txt"));
        assertEquals(
                List.of(),
                released.stream().filter(function -> !now.contains(function)).toList(),
                "Instances of the last release would fail. Keep the function beside its successor for a release.");
        assertEquals(
                List.of(),
                now.stream().filter(function -> !released.contains(function)).toList(),
                "New functions: add them to functions.txt, so that the next release keeps them.");
    }

    /** What docs/citus.sql goes by. */
    @Test
    void everyTableIsSpreadByItsFirstColumnOrCopiedToEveryNode() throws IOException {
        List<String> copied = query("""
                SELECT c.relname
                  FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
                 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                   AND (a.attname <> 'merchant_id' OR c.relname = 'api_key')
                   AND c.relname <> 'flyway_schema_history'
                 ORDER BY 1
                """);
        String citus = Files.readString(Path.of("docs", "citus.sql"));
        assertEquals(
                copied,
                Pattern.compile("create_reference_table\\('(\\w+)'\\)")
                        .matcher(citus)
                        .results()
                        .map(table -> table.group(1))
                        .sorted()
                        .toList());
        assertTrue(citus.contains("citus.recover_2pc_interval") && citus.contains("create_distributed_function"));
    }

    @Test
    void everyConditionInTheRulesBeginsWithTheMerchant() throws IOException {
        // Of the rows of an argument, not of a table.
        List<String> ofTheArguments = List.of("claims = asked", "a.id = ANY (payable)", "a.key = ANY (keys);");
        // What an index has, or which one is meant, is no condition of a statement.
        String indexes = "CREATE (UNIQUE )?INDEX [^;]*;|ON CONFLICT \\(merchant_id, \\w+\\) WHERE ";
        List<String> conditions = new ArrayList<>();
        for (Path rule : sql()) {
            for (MatchResult where : Pattern.compile("\\bWHERE\\s+([^\\n]*)")
                    .matcher(Files.readString(rule).replaceAll(indexes, ""))
                    .results()
                    .toList()) {
                conditions.add(where.group(1));
            }
        }
        assertEquals(
                ofTheArguments,
                conditions.stream()
                        .filter(condition -> !condition.matches("(\\w+\\.)?merchant_id\\b.*"))
                        .toList());
        assertTrue(conditions.size() > 30, "only " + conditions.size() + " conditions were found");
    }

    @Test
    void everyConditionInTheSourcesBeginsWithTheMerchant() throws IOException {
        List<String> others = new ArrayList<>();
        int conditions = 0;
        for (Path source : sources()) {
            for (MatchResult block :
                    TEXT_BLOCK.matcher(Files.readString(source)).results().toList()) {
                for (MatchResult where : Pattern.compile("(?<!FILTER \\()\\bWHERE\\s+([^\\n]*)")
                        .matcher(block.group(1))
                        .results()
                        .toList()) {
                    conditions++;
                    if (!where.group(1).matches("(\\w+\\.)?merchant_id\\b.*")) {
                        others.add(source.getFileName() + ": " + where.group());
                    }
                }
            }
            for (MatchResult query : Pattern.compile("\\bfind\\(\\s*\"([^\"]*)")
                    .matcher(Files.readString(source))
                    .results()
                    .toList()) {
                conditions++;
                if (!query.group(1).startsWith("merchantId = ?1")) {
                    others.add(source.getFileName() + ": " + query.group());
                }
            }
        }
        assertEquals(List.of(), others);
        assertTrue(conditions > 15, "only " + conditions + " conditions were found");
    }

    /** All but the merchants', who are the key, and the simulator's, which is another's database in production. */
    private static List<Path> sources() throws IOException {
        return files(SOURCES, ".java").stream()
                .filter(path -> !path.startsWith(SOURCES.resolve("merchant"))
                        && !path.startsWith(SOURCES.resolve("simulator"))
                        && !path.startsWith(SOURCES.resolve("embedded"))
                        && !path.endsWith("package-info.java"))
                .toList();
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static void run(SqlConnection connection, String sql) {
        connection.query(sql).execute().await().atMost(Duration.ofSeconds(10));
    }

    private static String text(SqlConnection connection, String sql) {
        return connection
                .query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getString(0);
    }

    private List<String> query(String sql) {
        return StreamSupport.stream(
                        pool.query(sql)
                                .execute()
                                .await()
                                .atMost(Duration.ofSeconds(10))
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }
}
