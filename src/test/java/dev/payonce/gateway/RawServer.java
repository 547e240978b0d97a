package dev.payonce.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says whatever bytes a test wants, and remembers what it was sent. */
final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    /** What to do with a request: write bytes, wait, or return, after which the connection serves the next request. */
    interface Script {
        void play(Socket socket, OutputStream out) throws Exception;
    }

    private final ServerSocket listening;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    RawServer(Script script) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        daemon(() -> {
            while (true) {
                Socket socket = listening.accept();
                connections.add(socket);
                daemon(() -> serve(socket, script));
            }
        });
    }

    /** A script that answers with a body of JSON. */
    static Script json(int status, String body) {
        return (socket, out) -> out.write(http(status, body));
    }

    static byte[] http(int status, String body) {
        return ("HTTP/1.1 " + status + " Whatever\r\ncontent-type: application/json\r\ncontent-length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Makes closing a reset: the peer sees "connection reset" rather than an end. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** The requests that came whole, head and body. */
    List<String> requests() {
        return requests;
    }

    List<Socket> connections() {
        return connections;
    }

    private void serve(Socket socket, Script script) throws Exception {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (!socket.isClosed()) {
            String request = request(in);
            if (request == null) {
                socket.close();
                return;
            }
            requests.add(request);
            script.play(socket, socket.getOutputStream());
            if (!socket.isClosed()) {
                socket.getOutputStream().flush();
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        Matcher length = LENGTH.matcher(text);
        return text
                + (length.find()
                        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
                        : "");
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // the connection or the server was closed, by the test or by the client: that is what is tested
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
