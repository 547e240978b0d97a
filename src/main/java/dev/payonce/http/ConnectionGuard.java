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

    private final long answerNanos;
    private Throwable end;
    private int unanswered;
    private long lastSign;
    private boolean watching;

    private ConnectionGuard(long answerMillis) {
        this.answerNanos = TimeUnit.MILLISECONDS.toNanos(answerMillis);
    }

    /** Guards a connection that has just been made, on which a command is answered within so many milliseconds. */
    static void install(SqlConnection connection, long answerMillis) {
        var physical = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        physical.socket().channelHandlerContext().pipeline().addAfter(DECODER, null, new ConnectionGuard(answerMillis));
        connection.close(); // returns it to its pool
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CommandBase<?>) {
            if (unanswered++ == 0) {
                lastSign = System.nanoTime();
            }
            if (!watching) {
                watching = true;
                watch(context, answerNanos);
            }
        }
        context.write(message, promise);
    }

    /** One timer for many commands: when it runs out, it asks how long the one that is due has waited. */
    private void watch(ChannelHandlerContext context, long nanos) {
        context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        long left = answerNanos - (System.nanoTime() - lastSign);
        watching = unanswered > 0 && context.channel().isActive();
        if (watching && left <= 0) {
            context.close();
        } else if (watching) {
            watch(context, left);
        }
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
        unanswered--;
        lastSign = System.nanoTime();
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
