package dev.payonce;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** Connects once before the application starts, so that what is wrong with an address is told in one line. */
final class FirstConnection {

    private static final String SECONDS = "10";

    private FirstConnection() {}

    /**
     * Connects, within a bounded time, and tells whether a pooler stands between: PostgreSQL tells each new session its
     * process, and a pooler has to make that up.
     *
     * @throws IllegalStateException if there is no connection, with the reason in one line
     */
    static boolean meetsPooler(DatabaseUrl database) {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        properties.setProperty("logServerErrorDetail", "false"); // one line
        try (Connection connection = new Driver().connect(database.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException("the database of DATABASE_URL cannot be reached: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }
}
