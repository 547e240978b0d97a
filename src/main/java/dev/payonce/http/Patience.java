package dev.payonce.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which something is awaited for too long. One timer serves many waits: when it runs out, it asks how
 * long the one that is under way has taken. All of it happens on the connection's event loop.
 */
final class Patience {

    private final long nanos;
    private final Runnable hit;
    private boolean waiting;
    private long since;
    private boolean watching;

    /** Of so many nanoseconds; {@code hit} is told when they were not enough. */
    Patience(long nanos, Runnable hit) {
        this.nanos = nanos;
        this.hit = hit;
    }

    /** Something is awaited from now on. */
    void begin(ChannelHandlerContext context) {
        waiting = true;
        since = System.nanoTime();
        if (!watching) {
            watching = true;
            watch(context, nanos);
        }
    }

    /** It has come. */
    void end() {
        waiting = false;
    }

    boolean isWaiting() {
        return waiting;
    }

    private void watch(ChannelHandlerContext context, long left) {
        context.executor().schedule(() -> look(context), left, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        long left = nanos - (System.nanoTime() - since);
        watching = waiting && context.channel().isActive();
        if (watching && left <= 0) {
            hit.run();
            context.close();
        } else if (watching) {
            watch(context, left);
        }
    }
}
