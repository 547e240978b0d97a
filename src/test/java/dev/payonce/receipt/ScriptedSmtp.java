package dev.payonce.receipt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A mail server that says what a script tells it to, or nothing: what no real server would be made to say. */
final class ScriptedSmtp implements AutoCloseable {

    /** What is answered to a line; to {@link #GREETING} when a connection begins, and to "." at the end of a letter. */
    interface Script {
        /** The reply, or null for silence. */
        String reply(String line);
    }

    static final String GREETING = "";

    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final Semaphore left = new Semaphore(0);

    ScriptedSmtp(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new Thread(this::accept, "scripted-smtp").start();
    }

    /** What a server says that has nothing against anybody. */
    static String politely(String line) {
        if (line.equals(GREETING)) {
            return "220 ready";
        }
        return switch (line.split("[ :]", 2)[0]) {
            case "EHLO" -> "250-here\r\n250 8BITMIME";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "250 fine";
        };
    }

    int port() {
        return server.getLocalPort();
    }

    /** The letters that it was sent whole, headers included. */
    List<String> letters() {
        return letters;
    }

    /** Returns once so many connections were closed from the other side. */
    void awaitLeft(int connections) throws InterruptedException {
        if (!left.tryAcquire(connections, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("connections stay open");
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                new Thread(() -> talk(socket), "scripted-smtp-connection").start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean addressed = false;
            say(socket, script.reply(GREETING));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String reply = script.reply(line);
                if (line.startsWith("RCPT")) {
                    addressed = reply != null && reply.startsWith("2");
                }
                boolean letter = line.equals("DATA") && reply != null && reply.startsWith("3");
                say(socket, letter && !addressed ? "503 to whom?" : reply);
                if (letter && addressed) {
                    letters.add(String.join("\n", untilTheDot(in)));
                    say(socket, script.reply("."));
                }
            }
        } catch (IOException closed) {
            // which is what is waited for
        }
        left.release();
    }

    private static List<String> untilTheDot(BufferedReader in) throws IOException {
        var lines = new ArrayList<String>();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static void say(Socket socket, String reply) throws IOException {
        if (reply != null) {
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
