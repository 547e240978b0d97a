package dev.payonce.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Bounds what a connection may do before there is a request that anything else could bound: how many there are, which HTTP
 * they speak, how long a request may take to come, and how long PostgreSQL may take to greet us. Netty finds it as a service,
 * where the system property {@code io.netty.bootstrap.extensions} says {@code serviceload}; neither Quarkus nor Vert.x has a
 * setting for this. Only the packaged application has it: in development and tests the services of the application are in
 * another class loader than Netty.
 */
public final class Connections extends ChannelInitializerExtension {

    /** So many more are let in than there may be, to be told so, and for health checks. */
    private static final int RESERVE = 64;

    private static final String CODEC = "codec";

    private final AtomicInteger open = new AtomicInteger();
    private volatile Bounds bounds;

    /** What is configured, read at the first connection: Netty makes this before there is a configuration. */
    private record Bounds(int connections, Duration read, Duration greeting, Counter late) {

        static Bounds configured() {
            Config config = ConfigProvider.getConfig();
            return new Bounds(
                    config.getValue("payonce.connections", Integer.class),
                    config.getValue("payonce.read-timeout", Duration.class),
                    config.getValue("payonce.request-time", Duration.class).dividedBy(2),
                    Metrics.counter("deadlines.hit", "deadline", "reading"));
        }
    }

    private Bounds bounds() {
        Bounds known = bounds;
        if (known == null) {
            known = Bounds.configured(); // two at once read the same
            bounds = known;
        }
        return known;
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Bounds configured = bounds();
        channel.pipeline()
                .addFirst(new Incoming(
                        open,
                        configured.connections(),
                        new Patience(configured.read().toNanos(), configured.late()::increment)));
    }

    @Override
    public void postInitializeClientChannel(Channel channel) {
        channel.pipeline().addLast(new Greeting(bounds().greeting()));
    }

    /** The connection of a request, or null where none of this is in force. */
    static Incoming of(RoutingContext call) {
        return ((ConnectionBase) call.request().connection())
                .channel()
                .pipeline()
                .get(Incoming.class);
    }

    /** A client's connection. All of it happens on the connection's event loop. */
    static final class Incoming extends ChannelInboundHandlerAdapter {
        private final AtomicInteger open;
        private final int most;

        /** With the request that is on its way. */
        private final Patience patience;

        private boolean surplus;
        private boolean whole;

        private Incoming(AtomicInteger open, int most, Patience patience) {
            this.open = open;
            this.most = most;
            this.patience = patience;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            int number = open.incrementAndGet();
            surplus = number > most;
            if (number > most + RESERVE) {
                context.close();
            } else {
                context.pipeline().addLast(new SpokenProtocol()); // behind what Vert.x has added by now
                context.fireChannelActive();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            open.decrementAndGet();
            context.fireChannelInactive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (!whole && !patience.isWaiting()) {
                patience.begin(context);
            }
            context.fireChannelRead(bytes);
        }

        /** A request has come whole. */
        void whole() {
            patience.end();
            whole = true;
        }

        /** It is answered, and another one may begin. */
        void answered() {
            whole = false;
        }

        /** Whether there are more connections than there may be. */
        boolean isSurplus() {
            return surplus;
        }
    }

    /** A connection of ours to PostgreSQL, which is closed if the session is not there in the time of a statement. */
    private static final class Greeting extends ChannelInboundHandlerAdapter {
        private final Duration bound;

        private Greeting(Duration bound) {
            this.bound = bound;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.executor().schedule(() -> look(context.channel()), bound.toMillis(), TimeUnit.MILLISECONDS);
            context.fireChannelActive();
            context.pipeline().remove(this);
        }

        private static void look(Channel channel) {
            Object codec = channel.pipeline().get(CODEC);
            boolean postgres = codec != null && codec.getClass().getName().startsWith("io.vertx.pgclient.");
            if (postgres && channel.pipeline().get(ConnectionGuard.class) == null) {
                channel.close();
            }
        }
    }
}
