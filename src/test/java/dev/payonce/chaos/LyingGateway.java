package dev.payonce.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before the gateway, lets it do what it was asked for, and says something else. Honest until it is told to lie. */
final class LyingGateway implements AutoCloseable {

    enum Lie {
        NONE(answer -> answer),
        OTHER_AMOUNT(answer -> answer.replaceAll("\"amount\":(\\d+)", "\"amount\":1$1")),
        OTHER_CURRENCY(answer -> answer.replace("\"EUR\"", "\"USD\"")),
        OTHER_REFERENCE(answer -> answer.replaceAll("(\"reference\":\")[^\"]+", "$1" + UUID.randomUUID())),
        GARBLED(answer -> answer.substring(0, answer.length() / 2)),
        OVERSIZED(answer -> "{\"padding\":\"" + "x".repeat(2_000_000) + "\"," + answer.substring(1)),
        /** It says nothing, for longer than anybody waits. */
        NOTHING(answer -> answer);

        private final UnaryOperator<String> told;

        Lie(UnaryOperator<String> told) {
            this.told = told;
        }
    }

    private static final Pattern REFERENCE = Pattern.compile("\"reference\":\"([^\"]+)\"|/outcomes/([^/]+)");
    private static final int DEFAULT_BACKLOG = 0;
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final int gateway;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Lie> told = new ConcurrentHashMap<>();
    private volatile Lie next = Lie.NONE;
    private volatile Lie aboutTheStatement = Lie.NONE;

    LyingGateway(int gateway) {
        this.gateway = gateway;
        try {
            this.server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), DEFAULT_BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Of every reference that it hears of from now on it will say this, whenever it is asked. */
    void tell(Lie lie) {
        next = lie;
    }

    void tellAboutTheStatement(Lie lie) {
        aboutTheStatement = lie;
    }

    /** It tells the truth from now on, about everything. */
    void repent() {
        next = Lie.NONE;
        aboutTheStatement = Lie.NONE;
        told.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI uri = exchange.getRequestURI();
            Lie lie = lie(uri + new String(body, StandardCharsets.UTF_8)); // as of now, however long the truth takes
            HttpResponse<String> honest = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway + uri))
                            .header("Content-Type", "application/json")
                            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (lie == Lie.NOTHING) {
                Await.pause(SILENCE);
            }
            String said = lie.told.apply(honest.body());
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(honest.statusCode(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Lie lie(String request) {
        Matcher reference = REFERENCE.matcher(request);
        if (!reference.find()) {
            return aboutTheStatement;
        }
        String of = reference.group(1) != null ? reference.group(1) : reference.group(2);
        return told.computeIfAbsent(of, unheard -> next);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
