package dev.payonce.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A connection that speaks HTTP/2 from its first byte on (RFC 9113), written by hand, for what no client would send. */
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int ACK = 1;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    private static final int GO_AWAY = 7;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;

    public RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(frame(SETTINGS, 0, 0, new byte[0]));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags
        });
        frame.writeBytes(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The head of a request, names and values as they are, without compression (RFC 7541). */
    public static byte[] head(String method, String path, Map<String, String> headers) {
        var all = new LinkedHashMap<String, String>();
        all.put(":method", method);
        all.put(":scheme", "http");
        all.put(":authority", "x");
        all.put(":path", path);
        all.putAll(headers);
        var block = new ByteArrayOutputStream();
        all.forEach((name, value) -> {
            block.write(0);
            for (String text : new String[] {name, value}) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        return block.toByteArray();
    }

    /** Reads frames until the head of an answer comes. */
    public String status() throws Exception {
        while (true) {
            Frame frame = read();
            if (frame.type() == HEADERS) {
                int priority = (frame.flags() & 0x20) == 0 ? 0 : 5; // bytes, where the flag says that they are there
                var block = Unpooled.wrappedBuffer(frame.payload(), priority, frame.payload().length - priority);
                return new DefaultHttp2HeadersDecoder()
                        .decodeHeaders(1, block)
                        .status()
                        .toString();
            }
        }
    }

    /** Reads until the server ends the connection: the code that it gave for it, if it gave one. */
    public OptionalLong end() throws IOException {
        OptionalLong code = OptionalLong.empty();
        try {
            while (true) {
                Frame frame = read();
                if (frame.type() == GO_AWAY) {
                    code = OptionalLong.of(frame.payload()[7]);
                }
            }
        } catch (EOFException | SocketException ended) {
            return code;
        }
    }

    private record Frame(int type, int flags, byte[] payload) {}

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        return new Frame(type, flags, in.readNBytes(length));
    }

    /** Leaves without a word. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
