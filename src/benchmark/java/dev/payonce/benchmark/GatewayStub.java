package dev.payonce.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * A gateway that executes whatever it is told to, at once or after a fixed time, and remembers nothing: what is measured
 * is the application, and this process is to cost as little as it can. It speaks as {@code dev.payonce.gateway} expects.
 */
final class GatewayStub {

    private static final int LARGEST = 8192;

    private final long delay;
    private final Selector selector;
    private final PriorityQueue<Due> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

    private record Due(long at, SocketChannel channel, ByteBuffer answer) {}

    private GatewayStub(long delay, Selector selector) {
        this.delay = delay;
        this.selector = selector;
    }

    /** Arguments: the port, and the milliseconds until an answer, 0 if not given. */
    public static void main(String[] arguments) throws IOException {
        long delay = arguments.length > 1 ? Long.parseLong(arguments[1]) * 1_000_000 : 0;
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 1024);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            new GatewayStub(delay, selector).serve(server);
        }
    }

    private void serve(ServerSocketChannel server) throws IOException {
        while (true) {
            if (waiting.isEmpty()) {
                selector.select();
            } else {
                selector.select(1);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept(server);
                } else {
                    read(key);
                }
            }
            selector.selectedKeys().clear();
            for (Due due = waiting.peek(); due != null && due.at <= System.nanoTime(); due = waiting.peek()) {
                waiting.poll();
                write(due.channel, due.answer);
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(LARGEST));
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer bytes = (ByteBuffer) key.attachment();
        try {
            if (channel.read(bytes) < 0) {
                channel.close();
                return;
            }
        } catch (IOException reset) {
            channel.close();
            return;
        }
        String request = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        int head = request.indexOf("\r\n\r\n");
        int length = head < 0 ? -1 : request.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (head < 0
                || length >= 0
                        && request.length()
                                < head
                                        + 4
                                        + Integer.parseInt(
                                                request.substring(length + 16, request.indexOf('\r', length)))) {
            return;
        }
        bytes.clear();
        ByteBuffer answer = answer(request);
        if (delay == 0) {
            write(channel, answer);
        } else {
            waiting.add(new Due(System.nanoTime() + delay, channel, answer));
        }
    }

    private static ByteBuffer answer(String request) {
        String body = "{\"reference\":\"" + text(request, "reference") + "\",\"status\":\"EXECUTED\",\"id\":\"" + id()
                + "\",\"amount\":" + text(request, "amount") + ",\"currency\":\"" + text(request, "currency") + "\"}";
        return ByteBuffer.wrap(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static long made;

    private static UUID id() {
        return new UUID(0x0190000000007002L, 0x8000000000000000L + ++made);
    }

    /** A field's value in a JSON object of plain values. */
    private static String text(String request, String field) {
        int begin = request.indexOf("\"" + field + "\":") + field.length() + 3;
        int end = begin;
        while (request.charAt(end) != ',' && request.charAt(end) != '}') {
            end++;
        }
        return request.substring(begin, end).replace("\"", "");
    }

    private static void write(SocketChannel channel, ByteBuffer answer) throws IOException {
        try {
            channel.write(answer); // some 300 bytes into an empty buffer: it takes them all
        } catch (IOException reset) {
            channel.close();
        }
    }
}
