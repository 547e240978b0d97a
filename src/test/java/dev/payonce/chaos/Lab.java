package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.Fork;
import dev.payonce.embedded.EmbeddedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A database of its own on a PostgreSQL of the harness, and the instances that work on it. */
final class Lab implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY = Fork.path("chaos-servers");
    private static final String ADMIN = "chaos-admin-token-0123456789abcdef";

    private final EmbeddedServers servers;
    private final String name;
    private final List<Instance> instances = new ArrayList<>();

    private Lab(EmbeddedServers servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /** A new and empty database of that name. */
    static Lab open(String name) {
        EmbeddedServers servers = EmbeddedServers.in(DIRECTORY);
        servers.stopAtExit();
        servers.start();
        var lab = new Lab(servers, name);
        try (Connection admin = DriverManager.getConnection(servers.jdbcUrl());
                var statement = admin.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return lab;
    }

    EmbeddedServers servers() {
        return servers;
    }

    private String jdbcUrl() {
        return servers.jdbcUrl().replaceFirst("/[^/?]+\\?", "/" + name + "?");
    }

    /** The environment of an instance that never waits long, on this lab's database. */
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", servers.databaseUrl().replaceFirst("/[^/]+$", "/" + name));
        environment.put("DATABASE_USER", "postgres");
        // Redis is away, in every test of the harness: nothing but receipts may notice.
        environment.put("REDIS_URL", "redis://127.0.0.1:1");
        environment.put("ADMIN_TOKEN", ADMIN);
        environment.put("PAYONCE_LEASE", "PT2S");
        environment.put("PAYONCE_RECOVERY_EVERY", "PT0.5S");
        environment.put("GATEWAY_TIMEOUT", "PT1S");
        environment.put("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE", "12");
        environment.put("PAYONCE_WEBHOOK_PRIVATE", "true");
        environment.put("PAYONCE_WEBHOOK_EVERY", "PT1S");
        environment.put("PAYONCE_WEBHOOK_TIMEOUT", "PT1S");
        environment.put("PAYONCE_WEBHOOK_NOTE_WITHIN", "PT2S");
        environment.put("PAYONCE_WEBHOOK_FIRST_PAUSE", "PT0.3S");
        environment.put("PAYONCE_WEBHOOK_LONGEST_PAUSE", "PT2S");
        return environment;
    }

    /** The gateway, in a process of its own, on this lab's database. */
    Instance simulator() {
        return keep(Instance.of(name + "-simulator", environment())
                .with("PAYONCE_SIMULATOR", "true", "PAYONCE_RECOVERY_EVERY", "PT1H"));
    }

    /** An instance of the API, not started, that pays at that gateway. */
    Instance instance(String suffix, int gatewayPort, String... more) {
        return keep(Instance.of(name + "-" + suffix, environment())
                .with("GATEWAY_URL", "http://127.0.0.1:" + gatewayPort + "/simulator")
                .with(more));
    }

    synchronized Instance keep(Instance instance) {
        instances.add(instance);
        return instance;
    }

    Merchant merchant(Instance at) {
        return merchant(at, ADMIN);
    }

    /** A new merchant of an instance that has another administrator. */
    static Merchant merchant(Instance at, String adminToken) {
        try {
            HttpResponse<String> answer = at.post("/admin/merchants", adminToken, "{\"name\":\"chaos\"}");
            if (answer.statusCode() != 201) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            JsonNode made = JSON.readTree(answer.body());
            return new Merchant(
                    UUID.fromString(made.get("id").asText()), made.get("apiKey").asText());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The rows of a query, each a list of texts. */
    List<List<String>> rows(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                var rows = new ArrayList<List<String>>();
                while (result.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session of somebody who is not an instance. */
    Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** A user of the database whose transactions are SERIALIZABLE, whoever begins them. */
    void userWithSerializableTransactions(String user) {
        change("DROP ROLE IF EXISTS " + user);
        change("CREATE ROLE " + user + " SUPERUSER LOGIN");
        change("ALTER ROLE " + user + " SET default_transaction_isolation = 'serializable'");
    }

    long number(String sql, Object... parameters) {
        return Long.parseLong(rows(sql, parameters).get(0).get(0));
    }

    String text(String sql, Object... parameters) {
        var rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    void change(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every process of PostgreSQL stands still, and all connections stay open. */
    void freezePostgres() {
        // The parent first: what is begun after that is not begun.
        Signals.stop(List.of(postmaster()));
        Signals.stop(postmaster().descendants().toList());
    }

    void thawPostgres() {
        Signals.resume(postmaster().descendants().toList());
        Signals.resume(List.of(postmaster()));
    }

    private static ProcessHandle postmaster() {
        Path pid = DIRECTORY.resolve(Path.of("postgres", "data", "postmaster.pid"));
        try {
            return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pending() {
        return number("SELECT count(*) FROM idempotency_key WHERE status = 'PENDING'");
    }

    /** Ends the processes; the servers go on for the next lab, and end with the JVM. */
    @Override
    public synchronized void close() {
        instances.forEach(Instance::close);
    }
}
