package dev.payonce.http;

import dev.payonce.problem.DatabaseAway;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandResponse;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a connection's codec and the commands that go through it. It closes the connection after a fault that ends
 * it, and where a command is not answered in time: what waits fails then, and the pool makes a new connection. The client's
 * own timeouts do not notice a network that swallows answers.
 *
 * <p>It mends one thing besides: the client takes an error that ends sessions (57P01, for instance) for a notice that the
 * server is about to close the connection, and fails no command with it. From PostgreSQL that is true. Citus passes a
 * worker's such error on as one of the statement, followed by "ready for query", and then the client reports as done what
 * was taken back.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    private static final String DECODER = "codec";

    /** With the command that is due. */
    private final Patience patience;

    private Throwable end;
    private int unanswered;

    private ConnectionGuard(long answerMillis, Runnable late) {
        this.patience = new Patience(TimeUnit.MILLISECONDS.toNanos(answerMillis), late);
    }

    /**
     * Guards a connection that has just been made, on which a command is answered within so many milliseconds; {@code late}
     * is told of one that is not.
     */
    static void install(SqlConnection connection, long answerMillis, Runnable late) {
        var physical = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        physical.socket()
                .channelHandlerContext()
                .pipeline()
                .addAfter(DECODER, null, new ConnectionGuard(answerMillis, late));
        connection.close(); // returns it to its pool
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CommandBase<?> && unanswered++ == 0) {
            patience.begin(context);
        }
        context.write(message, promise);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (DatabaseAway.endsConnection(failure)) {
            end = failure;
            context.close();
        }
        context.fireExceptionCaught(failure);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof CommandResponse<?> response)) {
            context.fireChannelRead(message);
            return;
        }
        if (--unanswered > 0) {
            patience.begin(context);
        } else {
            patience.end();
        }
        Throwable failure = response.toAsyncResult().cause();
        context.fireChannelRead(end == null || failure != null ? response : failed(response));
        if (DatabaseAway.endsConnection(failure)) {
            context.close();
        }
    }

    private <R> CommandResponse<R> failed(CommandResponse<R> response) {
        CommandResponse<R> failed = CommandResponse.failure(end);
        failed.cmd = response.cmd;
        return failed;
    }
}
