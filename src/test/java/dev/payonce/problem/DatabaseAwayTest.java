package dev.payonce.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseAwayTest {

    static Throwable[] passing() {
        return new Throwable[] {
            ClosedConnectionException.INSTANCE, // killed while it worked
            new SocketException("Connection reset"), // the same, where the other side was quicker
            new NoStackTraceThrowable("Timeout"),
            new NoStackTraceThrowable("Connection pool reached max wait queue size of 1024"),
            new ConnectException("Connection refused"),
            new VertxException("SSL handshake failed"), // a certificate that has run out
            new PgException("the database system is starting up", "FATAL", "57P03", null),
            new CompletionException(new ConnectException("Connection refused")),
        };
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatPassesWithTheDatabasesReturnIsNoErrorOfOurs(Throwable failure) {
        assertEquals(ProblemType.SERVICE_UNAVAILABLE, Problems.of(failure).type());
    }

    @Test
    void aStatementThatIsWrongIsOurs() {
        assertFalse(DatabaseAway.isMeantBy(new PgException("no such column", "ERROR", "42703", null)));
    }
}
