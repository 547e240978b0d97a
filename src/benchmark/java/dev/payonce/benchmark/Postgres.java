package dev.payonce.benchmark;

import dev.payonce.embedded.EmbeddedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The measured PostgreSQL: a data directory of its own, settings that are the same for all contestants, a database. */
final class Postgres implements AutoCloseable {

    static final Path DIRECTORY = Settings.DIRECTORY.resolve("servers");
    private static final String DATABASE = "benchmark";

    /** Set with ALTER SYSTEM, beside what {@link EmbeddedServers} sets; everything else is PostgreSQL's default. */
    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("shared_buffers", "1GB");
        // A checkpoint falls between two measurements, where it is asked for, and never into one.
        SETTINGS.put("max_wal_size", "16GB");
        SETTINGS.put("checkpoint_timeout", "1h");
        // Neither does a vacuum: what it does is done before each measurement. The soak turns it on.
        SETTINGS.put("autovacuum", "off");
        // Read for what the application asks of it; written only while that is found out.
        SETTINGS.put("logging_collector", "on");
        SETTINGS.put("log_destination", "jsonlog");
        SETTINGS.put("log_directory", "statements");
        SETTINGS.put("log_filename", "statements.log");
        SETTINGS.put("log_rotation_age", "0");
        SETTINGS.put("log_rotation_size", "0");
    }

    /** What a reader has to know to compare. */
    private static final List<String> SHOWN = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "autovacuum",
            "max_connections");

    private final EmbeddedServers servers;
    private final String database;
    private final Connection connection;
    private final boolean owner;

    private Postgres(EmbeddedServers servers, String database, boolean owner) {
        this.servers = servers;
        this.database = database;
        this.owner = owner;
        try (Connection admin = DriverManager.getConnection(servers.jdbcUrl());
                Statement statement = admin.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + database);
            this.connection =
                    DriverManager.getConnection(servers.jdbcUrl().replaceFirst("/[^/?]+\\?", "/" + database + "?"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        run("CREATE EXTENSION pg_stat_statements");
    }

    /** Another empty database on the same server. */
    Postgres beside(String name) {
        return new Postgres(servers, name, false);
    }

    /** Starts it with an empty database. */
    static Postgres start() {
        EmbeddedServers servers = EmbeddedServers.in(DIRECTORY);
        servers.stopAtExit();
        servers.start();
        try (Connection admin = DriverManager.getConnection(servers.jdbcUrl());
                Statement statement = admin.createStatement()) {
            for (var setting : SETTINGS.entrySet()) {
                statement.execute("ALTER SYSTEM SET " + setting.getKey() + " = '" + setting.getValue() + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        servers.stop();
        servers.start();
        var postgres = new Postgres(servers, DATABASE, true);
        postgres.requireDurable();
        return postgres;
    }

    /** Every figure is worth something only if a commit is one. */
    private void requireDurable() {
        Map<String, String> settings = settings();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!settings.get(setting).equals("on")) {
                throw new IllegalStateException(setting + " is " + settings.get(setting));
            }
        }
    }

    Map<String, String> settings() {
        return SHOWN.stream()
                .collect(Collectors.toMap(
                        name -> name, name -> text("SHOW " + name), (first, second) -> first, LinkedHashMap::new));
    }

    String url() {
        return servers.databaseUrl().replaceFirst("/[^/]+$", "/" + database);
    }

    String database() {
        return database;
    }

    String redisUrl() {
        return servers.redisUrl();
    }

    int port() {
        return Integer.parseInt(url().replaceFirst(".*:(\\d+)/.*", "$1"));
    }

    Path statementsLog() {
        return DIRECTORY.resolve(Path.of("postgres", "data", "statements", "statements.json"));
    }

    /** The process that all of its others are children of. */
    long pid() {
        return number("SELECT pid FROM pg_stat_file('postmaster.pid'),"
                + " LATERAL (SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint AS pid) line");
    }

    synchronized void run(String sql, Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    synchronized List<List<String>> rows(String sql, Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet result = statement.executeQuery()) {
            var rows = new ArrayList<List<String>>();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    String text(String sql, Object... parameters) {
        return rows(sql, parameters).get(0).get(0);
    }

    long number(String sql, Object... parameters) {
        return Long.parseLong(text(sql, parameters));
    }

    @Override
    public void close() {
        try {
            connection.close();
            if (owner) {
                servers.stop();
            } else {
                drop();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the disk back. */
    private void drop() throws SQLException {
        try (Connection admin = DriverManager.getConnection(servers.jdbcUrl());
                Statement statement = admin.createStatement()) {
            statement.execute("DROP DATABASE " + database + " WITH (FORCE)");
        }
    }
}
