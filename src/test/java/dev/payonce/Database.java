package dev.payonce;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** The tables of the application under test, over a connection of the test's own. */
public final class Database {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Database() {}

    /** The one number that a query returns. */
    public static long number(String sql, Object... parameters) {
        return with(sql, parameters, statement -> {
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** Asks until the number is there; fails after a bounded time. */
    public static void await(long expected, String sql, Object... parameters) {
        Instant latest = Instant.now().plus(PATIENCE);
        for (long found = number(sql, parameters); found != expected; found = number(sql, parameters)) {
            if (Instant.now().isAfter(latest)) {
                throw new AssertionError("still " + found + " and not " + expected + ": " + sql);
            }
        }
    }

    /** The first column of what a query returns. */
    public static List<String> texts(String sql, Object... parameters) {
        return with(sql, parameters, statement -> {
            var texts = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }

    public static int update(String sql, Object... parameters) {
        return with(sql, parameters, PreparedStatement::executeUpdate);
    }

    /** Lets the retention of a key's answer pass. */
    public static void expire(UUID merchant, String key) {
        int rows = update(
                "UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE merchant_id = ? AND key = ?"
                        + " AND expires_at IS NOT NULL",
                merchant,
                key);
        if (rows != 1) {
            throw new AssertionError("there is no decided operation under this key");
        }
    }

    /** A transaction of the test's own, to stand in the application's way; closing it takes everything back. */
    public static Connection transaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static Connection connect() throws SQLException {
        var config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getOptionalValue("quarkus.datasource.password", String.class)
                        .orElse(""));
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private static <T> T with(String sql, Object[] parameters, Use<T> use) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
