package dev.payonce.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A merchant's server that takes events and deserves none: it refuses some, hangs over others, loses its answers, and dies
 * and comes back with what it had taken. Chance decides, until it is told to be good.
 */
final class BadReceiver implements AutoCloseable {

    private enum Mood {
        TAKES,
        REFUSES,
        /** Says nothing for longer than anybody waits. */
        HANGS,
        /** Takes it, and cuts the connection off. */
        LOSES_ITS_ANSWER,
        /** Takes nothing more until it is back. */
        DIES
    }

    private static final Duration HANGING = Duration.ofSeconds(3);
    private static final Duration DEAD = Duration.ofMillis(700);

    private final Random random;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, JsonNode> taken = new ConcurrentHashMap<>();
    private final Queue<String> forged = new ConcurrentLinkedQueue<>();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private volatile String secret;
    private volatile boolean good;
    private volatile boolean closed;
    private HttpServer server;

    BadReceiver(Random random) {
        this.random = random;
        this.server = listening(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listening(int at) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            listening.createContext("/", this::receive);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a merchant's events sent here from now on. */
    BadReceiver of(Merchant merchant, Instance at) throws IOException, InterruptedException {
        String path = "/v1/webhook-endpoints/receiver-" + port;
        int status = at.put(path, merchant.apiKey(), "{\"url\": \"http://127.0.0.1:" + port + "/hook\"}")
                .statusCode();
        if (status != 201) {
            throw new IllegalStateException("the endpoint is told " + status);
        }
        secret = Lab.JSON
                .readTree(at.get(path + "/secret", merchant.apiKey()).body())
                .path("secret")
                .asText();
        return this;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            deliveries.incrementAndGet();
            Mood mood = mood();
            if (mood != Mood.TAKES) {
                faults.incrementAndGet();
            }
            switch (mood) {
                case TAKES -> {
                    take(exchange, body);
                    exchange.sendResponseHeaders(204, -1);
                }
                case REFUSES -> exchange.sendResponseHeaders(500, -1);
                case HANGS -> Await.pause(HANGING);
                case LOSES_ITS_ANSWER -> take(exchange, body);
                case DIES -> threads.submit(this::dieAndComeBack);
            }
        }
    }

    private Mood mood() {
        synchronized (random) {
            // As often good as bad, and dead now and then.
            int drawn = random.nextInt(25);
            return good || drawn < 12 ? Mood.TAKES : drawn == 24 ? Mood.DIES : Mood.values()[1 + drawn % 3];
        }
    }

    private void take(HttpExchange exchange, String body) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String at = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        JsonNode event = Lab.JSON.readTree(body);
        // The instances' clocks are wrong by days, so that the library would find all of it stale.
        List<String> signatures = Arrays.asList(
                exchange.getRequestHeaders().getFirst("webhook-signature").split(" "));
        if (!signatures.contains(signature(id, Long.parseLong(at), body))
                || !event.path("id").asText().equals(id)) {
            forged.add(id + " " + body);
        }
        JsonNode before = taken.putIfAbsent(id, event);
        if (before != null && !before.equals(event)) {
            forged.add(id + " was " + before + " and is " + event);
        }
    }

    private String signature(String id, long at, String body) {
        try {
            return new Webhook(secret).sign(id, at, body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void dieAndComeBack() {
        server.stop(0);
        Await.pause(DEAD);
        if (!closed) {
            server = listening(port);
        }
    }

    /** From now on it takes what it is sent, and answers. */
    void beGood() {
        good = true;
    }

    /** The ids of the events that it has taken. */
    Set<String> taken() {
        return Set.copyOf(taken.keySet());
    }

    /** What was signed by nobody it knows, or came twice with different words. */
    List<String> forged() {
        return List.copyOf(forged);
    }

    long deliveries() {
        return deliveries.get();
    }

    long faults() {
        return faults.get();
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        synchronized (this) {
            server.stop(0);
        }
    }
}
