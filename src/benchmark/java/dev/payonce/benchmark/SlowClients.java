package dev.payonce.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Clients that send a byte of an order at each step, and clients that ask for a long list and do not read it. */
final class SlowClients implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<SocketChannel> senders = new ArrayList<>();
    private final List<ByteBuffer> unsent = new ArrayList<>();
    private final List<SocketChannel> readers = new ArrayList<>();

    private SlowClients() {}

    static SlowClients connect(int port, int ofEach) {
        var clients = new SlowClients();
        try {
            for (int i = 0; i < ofEach; i++) {
                SocketChannel sender = open(port);
                byte[] order = order();
                // The head and half of the body at once, so that the server is already waiting for the rest.
                int begin = order.length - Requests.ORDER_BODY.length() / 2;
                sender.write(ByteBuffer.wrap(order, 0, begin));
                clients.senders.add(sender);
                clients.unsent.add(ByteBuffer.wrap(order, begin, order.length - begin));
                SocketChannel reader = open(port);
                reader.write(ByteBuffer.wrap(list()));
                clients.readers.add(reader);
            }
        } catch (IOException e) {
            clients.close();
            throw new UncheckedIOException(e);
        }
        return clients;
    }

    private static SocketChannel open(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    private static byte[] order() {
        return ("POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + Stock.apiKey(0)
                        + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + UUID.randomUUID()
                        + "\r\nContent-Length: " + Requests.ORDER_BODY.length() + "\r\n\r\n" + Requests.ORDER_BODY)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] list() {
        return ("GET /v1/orders?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + Stock.apiKey(0)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends one more byte of each order but the last one, after a pause. */
    void step() {
        try {
            for (int i = 0; i < senders.size(); i++) {
                ByteBuffer rest = unsent.get(i);
                if (rest.remaining() > 1) {
                    senders.get(i).write(rest.slice(rest.position(), 1));
                    rest.position(rest.position() + 1);
                }
            }
            Thread.sleep(PAUSE.toMillis()); // being slow is what these clients are for
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Goes on stepping while something else is measured. */
    <T> T stepWhile(Supplier<T> measured) {
        var over = new AtomicBoolean();
        var thread = new Thread(() -> {
            while (!over.get()) {
                step();
            }
        });
        thread.start();
        try {
            return measured.get();
        } finally {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends what is left, and expects each order to be placed: slowness is no fault. */
    void finish() {
        try {
            for (int i = 0; i < senders.size(); i++) {
                senders.get(i).write(unsent.get(i));
            }
            for (SocketChannel sender : senders) {
                ByteBuffer status = ByteBuffer.allocate(12);
                while (status.hasRemaining() && sender.read(status) >= 0) {
                    continue;
                }
                String line = new String(status.array(), StandardCharsets.US_ASCII);
                if (!line.equals("HTTP/1.1 201")) {
                    throw new AssertionError("a slow sender was answered " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (List<SocketChannel> channels : List.of(senders, readers)) {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
