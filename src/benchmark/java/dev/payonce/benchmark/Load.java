package dev.payonce.benchmark;

import static java.util.Comparator.comparingLong;

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
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
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

    /** What selectors wait. */
    private static final long TICK = 1_000_000;

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
        return run(connections, duration, Schedule.NONE, false, source);
    }

    /** As {@link #closed}; but whoever is told when to come again waits for so long, and for up to as long again by chance. */
    Outcome polite(int connections, Duration duration, Source source) {
        return run(connections, duration, Schedule.NONE, true, source);
    }

    /** So many requests a second, each due at its time, over at most so many connections. */
    Outcome open(int connections, double perSecond, Duration duration, Source source) {
        return run(connections, duration, new Schedule((long) (1e9 / perSecond), 1, true), false, source);
    }

    /** Offers so many requests a second, as {@link #open} does; but an answer's time counts from when it was asked for. */
    Outcome offered(int connections, double perSecond, Duration duration, Source source) {
        return run(connections, duration, new Schedule((long) (1e9 / perSecond), 1, false), false, source);
    }

    /** So many requests at the same moment, and as many again each time that the interval has passed. */
    Outcome bursts(int requests, Duration interval, Duration duration, Source source) {
        return run(requests, duration, new Schedule(interval.toNanos(), requests, true), false, source);
    }

    /** When requests are due, so many of them at each interval, and whether the wait of one that is sent late counts. */
    private record Schedule(long interval, int together, boolean waitCounts) {
        static final Schedule NONE = new Schedule(0, 1, false);

        /** Nanoseconds after the beginning. */
        long due(long request) {
            return request / together * interval;
        }

        /** How many are due within a duration. */
        long within(long duration) {
            return interval == 0 ? Long.MAX_VALUE : (duration + interval - 1) / interval * together;
        }
    }

    private Outcome run(int connections, Duration duration, Schedule schedule, boolean polite, Source source) {
        try (Selector selector = Selector.open()) {
            return new Round(selector, open(selector, connections), duration, schedule, polite, source).run();
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
        private final Schedule schedule;
        private final boolean polite;
        private final Queue<Connection> resting = new PriorityQueue<>(comparingLong(connection -> connection.due));
        private final Source source;
        private final Outcome outcome = new Outcome();
        private int running;

        Round(
                Selector selector,
                List<Connection> connections,
                Duration duration,
                Schedule schedule,
                boolean polite,
                Source source) {
            this.selector = selector;
            this.connections = connections;
            this.free = new ArrayDeque<>(connections);
            this.duration = duration.toNanos();
            this.schedule = schedule;
            this.polite = polite;
            this.source = source;
        }

        Outcome run() throws IOException {
            long start = System.nanoTime();
            long planned = schedule.within(duration);
            long sent = 0;
            long now = 0; // since the start
            while (now < duration || running > 0 && now < duration + PATIENCE.toNanos()) {
                while (!resting.isEmpty() && resting.peek().due - start <= now) {
                    free.push(resting.remove());
                }
                while (now < duration && sent < planned && !free.isEmpty() && schedule.due(sent) <= now) {
                    send(free.pop(), start + (schedule.waitCounts() ? schedule.due(sent) : now));
                    sent++;
                    now = System.nanoTime() - start;
                }
                boolean wait = now >= duration || sent == planned || free.isEmpty();
                select(wait ? TICK : schedule.due(sent) - now);
                now = System.nanoTime() - start;
            }
            outcome.ended(now, running, schedule == Schedule.NONE ? 0 : planned - sent);
            for (Connection connection : connections) {
                connection.channel.close();
            }
            return outcome;
        }

        private void select(long atMost) throws IOException {
            if (atMost >= TICK) {
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
                long now = System.nanoTime();
                outcome.answered(connection.answer, now - connection.due);
                running--;
                long rest = polite ? connection.answer.retryAfterNanos() : 0;
                if (rest > 0) {
                    connection.due = now + rest + ThreadLocalRandom.current().nextLong(rest);
                    resting.add(connection);
                } else {
                    free.push(connection);
                }
                connection.answer.clear();
            }
        }
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final RequestBuffer out = new RequestBuffer();
        private final AnswerBuffer answer = new AnswerBuffer();
        private SelectionKey key;

        /** When its request was due, or its next one is. */
        private long due;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }
}
