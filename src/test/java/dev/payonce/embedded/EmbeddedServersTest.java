package dev.payonce.embedded;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class EmbeddedServersTest {

    /** Not a temporary directory of JUnit's: what a failing server wrote into its log is worth keeping. */
    private static final Path DIRECTORY = Path.of("target", "embedded-servers-test");

    private final EmbeddedServers servers = EmbeddedServers.in(DIRECTORY);

    /** Once, for a new data directory takes seconds. */
    @BeforeAll
    static void nothingIsLeftOfAnEarlierRun() {
        EmbeddedServers.in(DIRECTORY).wipe();
    }

    @AfterEach
    void nothingKeepsRunning() {
        servers.stop();
    }

    @Test
    void whatIsAcknowledgedIsOnDisk() throws Exception {
        servers.start();

        assertAll(
                () -> assertEquals("on", sql("SHOW synchronous_commit")),
                () -> assertEquals("on", sql("SHOW fsync")),
                () -> assertEquals("on", sql("SHOW full_page_writes")),
                () -> assertTrue(Integer.parseInt(sql("SHOW server_version_num")) >= 170000));
    }

    @Test
    void whereThereAreNoProgramsForTheMachineItSaysWhatToSet() {
        assertEquals(
                "There is no embedded PostgreSQL for Linux on s390x. Set DATABASE_URL and REDIS_URL to servers that run;"
                        + " then none is started here.",
                assertThrows(UnsupportedOperationException.class, () -> PostgresServer.binaries("Linux", "s390x"))
                        .getMessage());
    }

    @Test
    void serversThatRunAreUsedAgain() throws Exception {
        servers.start();
        List<Long> before = processes();

        EmbeddedServers.in(DIRECTORY).start();

        assertEquals(before, processes());
    }

    @Test
    void serversOutliveAKilledProcessAndTheNextOneFindsThemWithTheirData() throws Exception {
        Process owner = owner();
        awaitStarted(owner);
        keep("committed before the kill");
        List<Long> before = processes();

        owner.destroyForcibly().waitFor();
        servers.start();

        assertEquals(before, processes());
        assertKept("committed before the kill");
    }

    @Test
    void serversThatDiedWithTheProcessStartAgainOnTheirDataAndPorts() throws Exception {
        Process owner = owner();
        awaitStarted(owner);
        keep("committed before the crash");
        String databaseUrl = servers.databaseUrl();
        String redisUrl = servers.redisUrl();
        List<Long> before = processes();

        owner.destroyForcibly().waitFor();
        servers.killPostgres();
        kill(before.get(1));
        servers.start();

        assertNotEquals(before.get(0), processes().get(0));
        assertNotEquals(before.get(1), processes().get(1));
        assertEquals(databaseUrl, servers.databaseUrl());
        assertEquals(redisUrl, servers.redisUrl());
        assertKept("committed before the crash");
    }

    @Test
    void aKilledPostgresRecoversAsOftenAsItIsKilled() throws Exception {
        servers.start();
        keep("committed before the first kill");

        for (int i = 0; i < 3; i++) {
            servers.killPostgres();
            servers.start();
        }

        assertKept("committed before the first kill");
    }

    @Test
    void aStalePidFileThatNamesAnotherProgramDoesNotKeepTheServerFromStarting() throws Exception {
        servers.start();
        keep("kept");
        servers.stop();
        long ours = ProcessHandle.current().pid();
        Files.writeString(DIRECTORY.resolve("postgres/data/postmaster.pid"), ours + "\n");
        Files.writeString(DIRECTORY.resolve("redis/redis.pid"), ours + "\n");

        servers.start();

        assertKept("kept");
    }

    @Test
    void twoProcessesThatStartAtOnceOnNewDataShareOnePairOfServers() throws Exception {
        servers.wipe();

        Process other = owner();
        CompletableFuture<EmbeddedServers> here = CompletableFuture.supplyAsync(servers::start);
        awaitStarted(other);
        here.get();
        List<Long> both = processes();

        servers.start();

        assertEquals(both, processes());
        other.destroyForcibly().waitFor();
    }

    @Test
    void serversStopWhenTheProcessExitsNormally() throws Exception {
        Process owner = owner();
        awaitStarted(owner);
        List<ProcessHandle> running = processes().stream()
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();

        // The end of its input is what it waits for.
        owner.outputWriter().close();
        assertEquals(0, owner.waitFor());

        running.forEach(server -> new ServerProcess(server).awaitEnd());
    }

    @Test
    void aSessionThatWasLeftOpenDoesNotKeepTheServersFromStartingAgain() throws Exception {
        Process owner = owner();
        awaitStarted(owner);
        keep("committed before the exit");
        long before = processes().get(0);
        try (Connection forgotten = DriverManager.getConnection(servers.jdbcUrl())) {
            owner.outputWriter().close();
            assertEquals(0, owner.waitFor());

            servers.start();

            assertNotEquals(before, processes().get(0));
            assertKept("committed before the exit");
            assertFalse(forgotten.isValid(1));
        }
    }

    @Test
    void wipingLeavesNoData() throws Exception {
        servers.start();
        keep("gone");

        servers.wipe();
        servers.start();

        assertEquals("f", sql("SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = 'kept')"));
        try (Jedis redis = redis()) {
            assertFalse(redis.exists("kept"));
        }
    }

    private void keep(String value) throws SQLException {
        sql("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT '" + value + "' AS what; SELECT what FROM kept");
        try (Jedis redis = redis()) {
            redis.set("kept", value);
        }
    }

    private void assertKept(String value) throws SQLException {
        assertEquals(value, sql("SELECT what FROM kept"));
        try (Jedis redis = redis()) {
            assertEquals(value, redis.get("kept"));
        }
    }

    private Jedis redis() {
        return new Jedis(URI.create(servers.redisUrl()));
    }

    /** Runs the statements and answers the last one's first value. */
    private String sql(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(servers.jdbcUrl());
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(statements);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static List<Long> processes() {
        return List.of(
                ServerProcess.pid(DIRECTORY.resolve("postgres/data/postmaster.pid"))
                        .orElseThrow(),
                ServerProcess.pid(DIRECTORY.resolve("redis/redis.pid")).orElseThrow());
    }

    private static void kill(long pid) {
        new ServerProcess(ProcessHandle.of(pid).orElseThrow()).kill();
    }

    /** Another JVM that starts the servers, says so and then waits for the end of its input. */
    private static Process owner() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        DIRECTORY.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitStarted(Process owner) throws IOException {
        BufferedReader output = owner.inputReader();
        String line = output.readLine();
        while (line != null && !line.equals(Owner.STARTED)) {
            line = output.readLine();
        }
        assertEquals(Owner.STARTED, line);
    }

    static final class Owner {

        static final String STARTED = "started";

        private Owner() {}

        public static void main(String... args) throws IOException {
            EmbeddedServers servers = EmbeddedServers.in(Path.of(args[0])).start();
            servers.stopAtExit();
            System.out.println(STARTED);
            System.in.readAllBytes();
        }
    }
}
