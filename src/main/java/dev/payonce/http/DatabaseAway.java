package dev.payonce.http;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

/** Tells the faults that pass when the database is back from those that are ours. */
final class DatabaseAway {

    private DatabaseAway() {}

    static boolean isMeantBy(Throwable failure) {
        if (failure instanceof PgException pg) {
            return passes(pg.getSqlState());
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
                        || message.startsWith("Connection was closed")
                        || message.startsWith("Connection is closed"));
    }

    /** Connection lost (08), shutting down or starting up (57P), out of resources (53). */
    private static boolean passes(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.startsWith("53"));
    }
}
