package dev.payonce.chaos;

import dev.payonce.embedded.EmbeddedServers;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * A PostgreSQL, and after {@link #follow} another one that follows it over a network of its own. It is made as pg_basebackup
 * would make it, which is not among the embedded programs: the files are copied while the first one works.
 */
final class FailoverPair implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** What belongs to the running server, or is streamed anyway. */
    private static final List<String> NOT_COPIED = List.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private final Path directory;
    private EmbeddedServers primary;
    private EmbeddedServers standby;
    private FaultyProxy between;
    private int generation;

    FailoverPair(Path directory) {
        this.directory = directory;
        this.primary = empty();
        primary.start();
    }

    private EmbeddedServers empty() {
        EmbeddedServers servers = EmbeddedServers.in(directory.resolve("server-" + generation++));
        servers.stopAtExit();
        servers.wipe();
        return servers;
    }

    String databaseUrl() {
        return primary.databaseUrl();
    }

    int port() {
        return URI.create(databaseUrl()).getPort();
    }

    /** Sets a standby up, and returns when it has all that the primary has. */
    void follow(boolean synchronous) throws IOException, SQLException {
        standby = empty();
        between = new FaultyProxy(List.of(port()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        Path from = directory.resolve("server-" + (generation - 2)).resolve(Path.of("postgres", "data"));
        Path to = directory.resolve("server-" + (generation - 1)).resolve(Path.of("postgres", "data"));
        copy(from, to);
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=standby'%n"
                        .formatted(between.port()));
        Files.createFile(to.resolve("standby.signal"));
        standby.start();
        if (synchronous) {
            change("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
            change("SELECT pg_reload_conf()");
            Await.until(
                    "it waits for the standby",
                    SOON,
                    () -> text("SELECT sync_state FROM pg_stat_replication").equals("sync"));
        }
        awaitReplicated();
    }

    private void copy(Path from, Path to) throws IOException, SQLException {
        try (Connection connection = connection();
                Statement backup = connection.createStatement()) {
            backup.execute("SELECT pg_backup_start('standby', fast => true)");
            File log = from.resolve("pg_wal").toFile();
            FileUtils.copyDirectory(
                    from.toFile(),
                    to.toFile(),
                    file -> !NOT_COPIED.contains(file.getName())
                            && !file.getParentFile().equals(log));
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
            try (ResultSet label = backup.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                label.next();
                Files.writeString(to.resolve("backup_label"), label.getString(1), StandardOpenOption.CREATE_NEW);
            }
        }
    }

    /** Returns when the standby has what the primary has by now. */
    void awaitReplicated() throws SQLException {
        String written = text("SELECT pg_current_wal_lsn()");
        Await.until(
                "the standby has all",
                SOON,
                () -> text("SELECT replay_lsn >= '" + written + "' FROM pg_stat_replication")
                        .equals("t"));
    }

    /** Nothing reaches the standby any more, and neither of the two notices. */
    void silence() {
        between.silence();
    }

    /** The primary dies, and the standby is the primary from now on. */
    void failOver() throws SQLException {
        primary.killPostgres();
        primary = standby;
        if (!text("SELECT pg_promote()").equals("t")) {
            throw new IllegalStateException("the standby was not promoted");
        }
        between.close();
    }

    String text(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(primary.jdbcUrl());
    }

    @Override
    public void close() {
        between.close();
        primary.wipe();
    }
}
