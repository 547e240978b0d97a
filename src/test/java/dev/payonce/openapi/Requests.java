package dev.payonce.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes requests out of the document's operations, the next one out of what the last ones were answered: an id or a name that
 * was answered is what a later path leads to.
 */
final class Requests {

    /** No request takes longer than its own time and the gateway's. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String JSON = "/content/application~1json";

    private final Contract contract;
    private final Generator generator;
    private final String server;
    private final List<String> apiKeys;
    private final String adminToken;

    /** What paths may lead to, by the part of the path that comes before. */
    private final Map<String, List<String>> known = new HashMap<>();

    private final List<String> keys = new ArrayList<>();

    /** A request, and the operation that it is meant for. */
    record Made(Contract.Operation operation, HttpRequest request, String body) {

        @Override
        public String toString() {
            return request.method() + " " + request.uri() + " "
                    + request.headers().map() + " " + (body.length() > 300 ? body.substring(0, 300) + "..." : body);
        }
    }

    Requests(Contract contract, Random random, String server, List<String> apiKeys, String adminToken) {
        this.contract = contract;
        this.generator = new Generator(contract, random);
        this.server = server;
        this.apiKeys = apiKeys;
        this.adminToken = adminToken;
    }

    /** The next request: half of them valid, a quarter nearly, a quarter hostile. */
    Made next() {
        Contract.Operation operation = generator.oneOf(contract.operations());
        int temper = generator.oneOf(List.of(0, 0, 1, 2));
        String body = body(operation, temper);
        String method = temper == 2 && generator.chance(0.1)
                ? generator.oneOf(List.of("PATCH", "PUT", "DELETE", "HEAD", "GET", "POST", "OPTIONS"))
                : operation.method();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server + path(operation, temper) + query(operation, temper)))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers(operation, temper, body, request);
        return new Made(operation, request.build(), body == null ? "" : body);
    }

    /** Remembers what an answer shows. */
    void learn(Made made, JsonNode answer) {
        String[] parts = made.operation().path().replaceAll("/\\{[^}]*}$", "").split("/");
        for (JsonNode each : answer.path("data").isArray() ? answer.path("data") : List.of(answer)) {
            learn(parts[parts.length - 1], each.path("id"));
            learn(parts[parts.length - 1], each.path("name"));
            learn("orders", each.path("orderId"));
            learn("payments", each.path("paymentId"));
        }
    }

    private void learn(String about, JsonNode id) {
        if (id.isTextual()) {
            known.computeIfAbsent(about, unknown -> new ArrayList<>()).add(id.asText());
        }
    }

    private String path(Contract.Operation operation, int temper) {
        StringBuilder path = new StringBuilder();
        String before = "";
        for (String part : operation.path().substring(1).split("/")) {
            String value = part.startsWith("{") ? parameter(before, temper) : part;
            path.append('/').append(value);
            before = part;
        }
        return path.toString();
    }

    private String parameter(String before, int temper) {
        if (temper == 2 && generator.chance(0.4)) {
            return generator.oneOf(
                    List.of("x", "0", "%00", "%2e%2e", "a;b", "%F0%9F%98%80", "-", "1".repeat(300), "current"));
        }
        List<String> ids = known.getOrDefault(before, List.of());
        String id = ids.isEmpty() || generator.chance(0.1)
                ? generator.uuid().toString()
                // the newest more often: an old order was paid long ago
                : ids.get(generator.chance(0.5) ? ids.size() - 1 : ids.indexOf(generator.oneOf(ids)));
        return encoded(id);
    }

    private String query(Contract.Operation operation, int temper) {
        List<String> pairs = new ArrayList<>();
        for (JsonNode reference : operation.description().path("parameters")) {
            JsonNode parameter = contract.resolved(reference);
            if (parameter.path("in").asText().equals("query") && generator.chance(0.3)) {
                String value = temper == 0
                        ? generator.valid(parameter.path("schema")).asText()
                        : generator.oneOf(List.of(
                                "",
                                "0",
                                "-1",
                                "101",
                                "x",
                                "9".repeat(400),
                                "\u0000",
                                "+999999999-12-31T23:59:59Z",
                                "AAAA"));
                pairs.add(parameter.path("name").asText() + "=" + encoded(value));
            }
        }
        if (temper == 2 && generator.chance(0.2)) {
            pairs.add(generator.oneOf(
                    List.of("idempotencyKey=fuzz-12345678", "unknown=1", "limit=1&limit=2", "=", "%00=1")));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String body(Contract.Operation operation, int temper) {
        JsonNode content = operation.description().at("/requestBody" + JSON);
        if (content.isMissingNode()) {
            return temper == 2 && operation.method().equals("POST") ? generator.hostile() : null;
        }
        JsonNode valid = generator.chance(0.6)
                ? generator.withLess(content.path("example"), content.path("schema"))
                : generator.valid(content.path("schema"));
        return switch (temper) {
            case 0 -> reachable(valid.toString());
            case 1 -> reachable(generator.nearly(valid));
            default -> generator.hostile();
        };
    }

    /** A webhook endpoint of the documentation's is nobody's; this one is the simulator's. */
    private String reachable(String body) {
        return body.replace("https://shop.example/payonce", server + "/simulator/receiver");
    }

    private void headers(Contract.Operation operation, int temper, String body, HttpRequest.Builder request) {
        String path = operation.path();
        String right =
                path.startsWith("/admin/") ? adminToken : temper == 0 ? apiKeys.get(0) : generator.oneOf(apiKeys);
        boolean hostile = temper == 2;
        request.header(
                "Authorization",
                "Bearer "
                        + (hostile && generator.chance(0.2)
                                ? generator.oneOf(List.of("x", "", "sk_dev_acme ", "é"))
                                : right));
        if (hostile && generator.chance(0.1)) {
            request.header("Authorization", "Bearer " + right); // twice
        }
        if (body != null) {
            request.header(
                    "Content-Type",
                    hostile && generator.chance(0.2)
                            ? generator.oneOf(List.of(
                                    "text/plain", "application/xml", "x", "application/json;charset=utf-16", "*/*"))
                            : "application/json");
        }
        if (hostile && generator.chance(0.1)) {
            request.header("Accept", generator.oneOf(List.of("text/html", "x", "image/*;q=0")));
        }
        if (hostile && generator.chance(0.1)) {
            request.header("Content-Encoding", "gzip");
        }
        if (hostile && generator.chance(0.2)) {
            request.header("X-Request-ID", generator.oneOf(List.of("a b", "x".repeat(200), "{}", "mine-1")));
        }
        if (path.startsWith("/v1/") && !(hostile && generator.chance(0.2))) {
            request.header("Idempotency-Key", key(hostile));
        }
    }

    /** A new key, one that was used before, or none that could be one. */
    private String key(boolean hostile) {
        if (hostile && generator.chance(0.3)) {
            return generator.oneOf(List.of(
                    "short", "undefined", "00000000-0000-0000-0000-000000000000", "a, b", "\"", "k".repeat(256)));
        }
        if (!keys.isEmpty() && generator.chance(0.15)) {
            return generator.oneOf(keys);
        }
        String key = generator.key();
        keys.add(key);
        return key;
    }
}
