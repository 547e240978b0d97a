package dev.payonce.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends HTTP/1.1 requests over connections that are kept, from the calling thread alone, and reads as little of the
 * answers as it must: it shares two cores with what it measures.
 *
 * <p>{@link #closed} measures throughput: each connection sends its next request when the last one is answered. {@link
 * #open} measures latency: requests have fixed times at which they are due, whatever became of the earlier ones, and the
 * wait of a request that is sent late counts (no coordinated omission).
 */
final class Load {

    /** What is not answered then is not answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Below what selectors can wait. */
    private static final long NAP_NANOS = 100_000;

    /** Makes requests: each call writes the next one, whole. */
    @FunctionalInterface
    interface Source {
        void next(RequestBuffer out);
    }

    private final InetSocketAddress server;

    Load(int port) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** So many connections, each asking again as soon as it is answered. */
    Outcome closed(int connections, Duration duration, Source source) {
        return run(connections, duration, 0, source);
    }

    /** So many requests a second, each due at its time, over at most so many connections. */
    Outcome open(int connections, double perSecond, Duration duration, Source source) {
        return run(connections, duration, (long) (1e9 / perSecond), source);
    }

    private Outcome run(int connections, Duration duration, long interval, Source source) {
        try (Selector selector = Selector.open()) {
            return new Round(selector, open(selector, connections), duration, interval, source).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Connection> open(Selector selector, int count) throws IOException {
        var connections = new ArrayList<Connection>(count);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            var connection = new Connection(channel);
            connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
        }
        return connections;
    }

    /** One measurement on open connections. */
    private static final class Round {
        private final Selector selector;
        private final List<Connection> connections;
        private final Deque<Connection> free;
        private final long duration;
        private final long interval;
        private final Source source;
        private final Outcome outcome = new Outcome();
        private int running;
        private long start;

        Round(Selector selector, List<Connection> connections, Duration duration, long interval, Source source) {
            this.selector = selector;
            this.connections = connections;
            this.free = new ArrayDeque<>(connections);
            this.duration = duration.toNanos();
            this.interval = interval;
            this.source = source;
        }

        Outcome run() throws IOException {
            start = System.nanoTime();
            long due = start;
            long end = start + duration;
            long last = end + PATIENCE.toNanos();
            long now = start;
            while (now < end || running > 0) {
                if (now > last) {
                    break;
                }
                while (!free.isEmpty() && due <= now && due < end) {
                    send(free.pop(), interval == 0 ? System.nanoTime() : due);
                    due += interval; // a closed loop's interval is 0: always due
                    now = System.nanoTime();
                }
                if (interval == 0 && now >= end) {
                    due = end;
                }
                select(due < end && !free.isEmpty() ? due - now : 1_000_000);
                now = System.nanoTime();
            }
            outcome.ended(System.nanoTime() - start, running, interval == 0 ? 0 : (end - due) / interval);
            for (Connection connection : connections) {
                connection.channel.close();
            }
            return outcome;
        }

        private void select(long atMost) throws IOException {
            if (atMost >= 1_000_000) {
                selector.select(1);
            } else if (selector.selectNow() == 0 && atMost > 0) {
                LockSupport.parkNanos(Math.min(atMost, NAP_NANOS));
                selector.selectNow();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ready((Connection) key.attachment());
            }
            selector.selectedKeys().clear();
        }

        private void send(Connection connection, long due) throws IOException {
            connection.due = due;
            connection.out.clear();
            source.next(connection.out);
            connection.out.flip();
            running++;
            flush(connection);
        }

        private void flush(Connection connection) throws IOException {
            connection.channel.write(connection.out.bytes());
            boolean more = connection.out.bytes().hasRemaining();
            connection.key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        private void ready(Connection connection) throws IOException {
            if (connection.key.isWritable()) {
                flush(connection);
            }
            if (connection.key.isReadable() && connection.answer.read(connection.channel)) {
                outcome.answered(connection.answer, System.nanoTime() - connection.due);
                connection.answer.clear();
                running--;
                free.push(connection);
            }
        }
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final RequestBuffer out = new RequestBuffer();
        private final AnswerBuffer answer = new AnswerBuffer();
        private SelectionKey key;
        private long due;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }
}
