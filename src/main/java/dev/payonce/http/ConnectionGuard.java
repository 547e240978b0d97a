package dev.payonce.http;

import dev.payonce.problem.DatabaseAway;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.impl.command.CommandResponse;

/**
 * Stands between the client's decoder of a connection and the commands that wait for its answers, and closes the connection
 * after a fault that ends it.
 *
 * <p>Above all it mends one thing: the client takes an error that ends sessions (57P01, for instance) for a notice that the
 * server is about to close the connection, and fails no command with it. From PostgreSQL that is true. Citus passes a
 * worker's such error on as one of the statement, followed by "ready for query", and then the client reports as done what
 * was taken back.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final String DECODER = "codec";

    private Throwable end;

    private ConnectionGuard() {}

    /** Guards a connection that has just been made. */
    static void install(SqlConnection connection) {
        var physical = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        physical.socket().channelHandlerContext().pipeline().addAfter(DECODER, null, new ConnectionGuard());
        connection.close(); // returns it to its pool
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
