package dev.payonce.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that executes a key once and replays it, unless the script says otherwise for the next request. */
final class ScriptedServer {
    /** What is done with one request. */
    interface Behaviour {
        void on(HttpExchange exchange, String key) throws IOException;
    }

    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final Set<String> effects = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    URI start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    void script(Behaviour... next) {
        script.addAll(List.of(next));
    }

    /** The key of every request, in the order they came. */
    List<String> keys() {
        return List.copyOf(keys);
    }

    /** The keys that had their effect. */
    Set<String> effects() {
        return Set.copyOf(effects);
    }

    /** Executed, but the connection breaks. */
    Behaviour lost() {
        return (exchange, key) -> {
            effects.add(key);
            exchange.close();
        };
    }

    /** Executed, but no answer ever comes. */
    Behaviour silent() {
        return (exchange, key) -> effects.add(key);
    }

    Behaviour answer(int status, String body, String... headers) {
        return (exchange, key) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    Behaviour problem(int status, String slug, String retry) {
        return answer(
                status, "{\"type\":\"/problems/" + slug + "\",\"status\":" + status + ",\"retry\":\"" + retry + "\"}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        keys.add(key);
        Behaviour next = script.poll();
        (next == null ? execute(key) : next).on(exchange, key);
    }

    /** Executed once, and answered. */
    Behaviour execute(String key) {
        boolean first = effects.add(key);
        String body = "{\"id\":\"pay_1\",\"status\":\"SUCCEEDED\"}";
        return first ? answer(201, body) : answer(200, body, "X-Idempotent-Result", "true");
    }
}
