package dev.payonce.http;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** One request, byte by byte as given, for what no HTTP client would send. */
record RawHttp(int status, TreeMap<String, String> headers, String body) {

    static RawHttp send(String request) throws IOException {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static RawHttp send(byte[] request) throws IOException {
        return send(request, 1).get(0);
    }

    /** Several requests at once on one connection, and their answers. */
    static List<RawHttp> pipeline(String requests, int answers) throws IOException {
        return send(requests.getBytes(StandardCharsets.ISO_8859_1), answers);
    }

    private static List<RawHttp> send(byte[] request, int answers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            List<RawHttp> read = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                read.add(read(socket));
            }
            return read;
        }
    }

    /** Reads one response; its body as Content-Length says, for the connection may stay open. */
    private static RawHttp read(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("No whole answer: " + head);
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        TreeMap<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        return new RawHttp(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
    }

    ProblemDocument problem() {
        return ProblemDocument.of(
                status, headers.get("content-type"), headers.get("x-request-id"), headers.get("retry-after"), body);
    }
}
