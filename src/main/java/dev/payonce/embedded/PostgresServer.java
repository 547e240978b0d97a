package dev.payonce.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL on one directory. Not safe for concurrent use: {@link EmbeddedServers} sees to that. */
final class PostgresServer {

    static final String USER = "postgres";

    private static final String DATABASE = "payonce";
    private static final String HOST = "127.0.0.1";

    /** How long a server that was asked to stop may wait for its clients when somebody wants it to start again. */
    private static final Duration POLITENESS = Duration.ofSeconds(3);

    private final Path data;
    private final Path log;
    private final Port port;

    PostgresServer(Path directory) {
        this.data = directory.resolve("data");
        this.log = directory.resolve("log");
        this.port = new Port(directory.resolve("port"));
    }

    void start() throws IOException {
        if (runs()) {
            return;
        }
        Files.createDirectories(data);
        forgetTheDead();
        launch(port.choose());
        createDatabase();
    }

    void stop() throws IOException {
        Optional<ServerProcess> postmaster = postmaster();
        if (postmaster.isPresent()) {
            interrupt(postmaster.get());
            postmaster.get().awaitEnd();
        }
    }

    void kill() {
        postmaster().ifPresent(ServerProcess::kill);
    }

    String url() {
        return "postgresql://" + HOST + ":" + port.remembered() + "/" + DATABASE;
    }

    /** Its first line is the postmaster's process id; PostgreSQL keeps it. */
    Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    /**
     * Whether the server of this directory answers. One that lives but does not answer is starting, recovering or
     * shutting down, perhaps on behalf of a process that is gone: it gets the time to finish that. But a forgotten psql, for
     * which {@link StopAtExit} lets it wait, keeps nobody from starting.
     */
    private boolean runs() throws IOException {
        long begun = System.nanoTime();
        long deadline = begun + ServerProcess.PATIENCE.toNanos();
        boolean hurried = false;
        for (Optional<ServerProcess> postmaster = postmaster(); postmaster.isPresent(); postmaster = postmaster()) {
            if (answers()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL, process "
                        + postmaster.get().handle().pid() + ", neither answers nor ends; its log is " + log);
            }
            if (!hurried && isStopping() && System.nanoTime() - begun > POLITENESS.toNanos()) {
                interrupt(postmaster.get());
                hurried = true;
            }
            postmaster.get().endsSoon();
        }
        return false;
    }

    /** The last line of the pid file says what the postmaster is about. */
    private boolean isStopping() throws IOException {
        List<String> lines = Files.exists(pidFile()) ? Files.readAllLines(pidFile()) : List.of();
        return !lines.isEmpty() && lines.get(lines.size() - 1).strip().equals("stopping");
    }

    private Optional<ServerProcess> postmaster() {
        return ServerProcess.of(pidFile(), "postgres");
    }

    private boolean answers() {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            return row.next() && Files.isSameFile(Path.of(row.getString(1)), data);
        } catch (SQLException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(int freePort) throws IOException {
        try {
            EmbeddedPostgres.builder()
                    .setPgBinaryResolver(PostgresServer::binaries)
                    .setOverrideWorkingDirectory(unpacked().toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(ServerProcess.PATIENCE)
                    // A file, for the server outlives this process: writing to a pipe whose reader is gone loses the
                    // log.
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setPort(freePort)
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("listen_addresses", HOST)
                    // Empty: a socket file in /tmp would outlive a crash, and nobody here uses it.
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("max_connections", "200")
                    // The library turns the first two off, for speed: then a crash loses what was acknowledged.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .start();
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start; its log is " + log + ". -Dpayonce.dev.fresh=true starts on new data", e);
        }
    }

    /** Windows on arm64 runs the binaries for x86-64; there are no others for Windows. */
    static InputStream binaries(String system, String hardware) throws IOException {
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                    system, system.equals("Windows") ? "x86_64" : hardware);
        } catch (IllegalStateException missing) {
            throw new UnsupportedOperationException(
                    "There is no embedded PostgreSQL for " + system + " on " + hardware + ". "
                            + ServerProcess.NAME_OTHERS,
                    missing);
        }
    }

    /** Unpacked once for all directories, but not shared between users: root's files would stand in the others' way. */
    private static Path unpacked() {
        return Path.of(System.getProperty("java.io.tmpdir"), "payonce-postgres-" + System.getProperty("user.name"));
    }

    /** Removes what a crash left and what would keep a new server from starting. */
    private void forgetTheDead() throws IOException {
        // The library's lock stays held in this JVM after a crash of the server; ours covers what it is for.
        Files.deleteIfExists(data.resolve("epg-lock"));
        // PostgreSQL clears a stale pid file by itself, unless another program has been given that process id since.
        if (ServerProcess.pid(pidFile()).flatMap(ProcessHandle::of).isPresent()) {
            Files.delete(pidFile());
        }
    }

    private void createDatabase() {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (row.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL could not create the database; its log is " + log, e);
        }
    }

    /** Asks for a fast shutdown, which is SIGINT: it does not wait for clients. Java can send SIGTERM only. */
    private static void interrupt(ServerProcess postmaster) throws IOException {
        String pid = Long.toString(postmaster.handle().pid());
        if (System.getProperty("os.name").startsWith("Windows")) {
            Path postgres = Path.of(postmaster.handle().info().command().orElseThrow());
            new ProcessBuilder(postgres.resolveSibling("pg_ctl").toString(), "kill", "INT", pid).start();
        } else {
            new ProcessBuilder("sh", "-c", "kill -INT " + pid).start();
        }
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {HOST});
        source.setPortNumbers(new int[] {port.remembered()});
        source.setUser(USER);
        source.setDatabaseName("postgres");
        return source;
    }
}
