package dev.payonce.problem;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Arrays;

/** Tells the faults that pass when the database is back from those that are ours. */
public final class DatabaseAway {

    private static final String CITUS_WORKER_LOST = "failure on connection";

    private DatabaseAway() {}

    public static boolean isMeantBy(Throwable failure) {
        if (failure instanceof PgException pg) {
            return passes(pg.getSqlState())
                    || ("XX000".equals(pg.getSqlState())
                            && String.valueOf(pg.getErrorMessage()).contains(CITUS_WORKER_LOST));
        }
        if (failure instanceof SQLException hibernates) { // which does not always keep the client's own as its cause
            return passes(hibernates.getSQLState());
        }
        if (failure instanceof ClosedConnectionException
                || failure instanceof SocketException
                || failure instanceof UnknownHostException
                || failure instanceof ClosedChannelException) {
            return true;
        }
        // The client has no types for these: a full pool's wait that ran out, its full queue, a lost connection.
        String message = String.valueOf(failure.getMessage());
        return (failure instanceof NoStackTraceThrowable || failure instanceof VertxException)
                && (message.startsWith("Timeout")
                        || message.startsWith("Connection pool reached max wait queue size")
                        || message.startsWith("Pool closed")
                        || message.startsWith("SSL handshake failed")
                        || message.startsWith("Connection was closed")
                        || message.startsWith("Connection is closed")
                        || message.startsWith("Connection is not active"));
    }

    /** Whether the connection that says this is of no further use, so that only a new one may reach a server that works. */
    public static boolean endsConnection(Throwable failure) {
        return failure instanceof PgException pg
                && Arrays.stream(Passing.values())
                        .anyMatch(fault -> fault.endsConnection && fault.is(pg.getSqlState()));
    }

    private static boolean passes(String sqlState) {
        return Arrays.stream(Passing.values()).anyMatch(fault -> fault.is(sqlState));
    }

    /** What passes, by the beginning of its SQLSTATE. */
    private enum Passing {
        CONNECTION_LOST("08", false),
        /** A standby, or a primary that has just become one: another server is the primary now. */
        READ_ONLY("25006", true),
        IDLE_IN_TRANSACTION("25P03", true),
        /** Somebody between us and the server has given our prepared statement to another session. */
        STATEMENT_NOT_PREPARED("26000", false),
        /** These two have been repeated by now. */
        SERIALIZATION_FAILURE("40001", false),
        DEADLOCK("40P01", false),
        OUT_OF_RESOURCES("53", false),
        LOCK_TIMEOUT("55P03", false),
        STATEMENT_TIMEOUT("57014", false),
        SHUTTING_DOWN_OR_STARTING_UP("57P", true),
        SYSTEM_ERROR("58", false);

        private final String sqlState;
        private final boolean endsConnection;

        Passing(String sqlState, boolean endsConnection) {
            this.sqlState = sqlState;
            this.endsConnection = endsConnection;
        }

        boolean is(String some) {
            return some != null && some.startsWith(sqlState);
        }
    }
}
