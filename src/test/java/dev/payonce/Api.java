package dev.payonce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.openapi.Contract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** Speaks to the application under test as one merchant would, in plain HTTP, and looks into its tables. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than the gateway's timeout in tests, shorter than anybody's patience. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Contract contract;

    /** The merchant's id. */
    public final UUID merchant;

    /** What it authenticates with. */
    public final String apiKey;

    private Api(UUID merchant, String apiKey) {
        this.merchant = merchant;
        this.apiKey = apiKey;
    }

    /** A merchant of its own, so that no other test's money and lists are in the way. */
    public static Api newMerchant() {
        UUID id = UUID.randomUUID();
        String apiKey = "sk_test_" + UUID.randomUUID();
        Database.update("INSERT INTO merchant (id, name) VALUES (?, ?)", id, "test " + id);
        Database.update("INSERT INTO api_key (merchant_id, id, sha256) VALUES (?, ?, ?)", id, id, sha256(apiKey));
        return new Api(id, apiKey);
    }

    /** A key that nobody used before. */
    public static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** One answer of the server. */
    public record Answer(int status, HttpHeaders headers, String body) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        /** A header's value, or null. */
        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }

        /** A text field of the body. */
        public String text(String field) {
            return json().path(field).asText();
        }

        public String id() {
            return text("id");
        }

        /** The kind of problem, or "" if it is none. */
        public String problem() {
            return text("type").replace("/problems/", "");
        }

        public boolean replayed() {
            return "true".equals(header("Idempotent-Replayed"));
        }

        /** This answer, which a test could not go on without. */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + " but got " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    public Answer get(String path) {
        return join(async(request(path).GET()));
    }

    /** Says what a resource is; needs no key. */
    public Answer put(String path, String body) {
        return join(async(request(path).PUT(BodyPublishers.ofString(body))));
    }

    public Answer delete(String path) {
        return join(async(request(path).DELETE()));
    }

    /** Asks for the operation under a key. */
    public Answer current(String key) {
        return join(async(
                request("/v1/operations/current").header("Idempotency-Key", key).GET()));
    }

    public Answer post(String path, String key, String body) {
        return join(send(path, key, body));
    }

    /** Posts without waiting. */
    public CompletableFuture<Answer> send(String path, String key, String body) {
        return async(request(path).header("Idempotency-Key", key).POST(BodyPublishers.ofString(body)));
    }

    /** Posts with exactly these headers, in pairs of name and value, beside those that every request has. */
    public Answer postWith(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return join(async(request));
    }

    /** Sends one request that many times at once. */
    public List<Answer> storm(int times, Supplier<CompletableFuture<Answer>> request) {
        var running = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < times; i++) {
            running.add(request.get());
        }
        return running.stream().map(Api::join).toList();
    }

    /** What really moved at the gateway under a reference. */
    public static JsonNode statement(String reference) {
        var request = HttpRequest.newBuilder(uri("/simulator/statement?reference=" + reference))
                .timeout(PATIENCE);
        return join(async(request.GET())).expect(200).json().path("entries");
    }

    /** Everything that really moved at the gateway for this merchant. */
    public JsonNode statement() {
        return join(async(request("/simulator/statement?account=" + merchant).GET()))
                .expect(200)
                .json()
                .path("entries");
    }

    // ---------------------------------------------------------------- what tests begin with

    public static String orderOf(long total) {
        return """
                {"customer": "cust_1", "currency": "EUR", "items": [{"sku": "A-1", "quantity": 1, "unitPrice": %d}]}""".formatted(total);
    }

    public static String paymentOf(long amount, String method) {
        return """
                {"amount": %d, "currency": "EUR", "paymentMethod": "%s"}""".formatted(amount, method);
    }

    public static String partialOf(long amount) {
        return """
                {"kind": "PARTIAL", "amount": %d}""".formatted(amount);
    }

    public static String transferOf(long amount) {
        return """
                {"recipient": "acct_1", "amount": %d, "currency": "EUR"}""".formatted(amount);
    }

    public static final String FULL = "{\"kind\": \"FULL\"}";

    /** The id of a new order. */
    public String order(long total) {
        return post("/v1/orders", newKey(), orderOf(total)).expect(201).id();
    }

    public Answer pay(String order, String key, long amount, String method) {
        return post("/v1/orders/" + order + "/payments", key, paymentOf(amount, method));
    }

    /** The id of a succeeded payment of a new order. */
    public String paid(long amount, String method) {
        return pay(order(amount), newKey(), amount, method).expect(201).id();
    }

    /** The id of a succeeded payment of a new order. */
    public String paid(long amount) {
        return paid(amount, "pm_ok");
    }

    public Answer refund(String payment, String key, String body) {
        return post("/v1/payments/" + payment + "/refunds", key, body);
    }

    public Answer transfer(String key, String body) {
        return post("/v1/transfers", key, body);
    }

    public String orderStatus(String order) {
        return get("/v1/orders/" + order).expect(200).text("status");
    }

    /** What is available in euro cents, or 0. */
    public JsonNode balance(String currency) {
        for (JsonNode balance : get("/v1/balances").expect(200).json().path("data")) {
            if (balance.path("currency").asText().equals(currency)) {
                return balance;
            }
        }
        return JSON.createObjectNode();
    }

    /** Repeats a request until its answer is as wished for; fails with the last answer after a bounded time. */
    public static Answer await(Supplier<Answer> request, Predicate<Answer> wished) {
        Instant latest = Instant.now().plus(PATIENCE);
        Answer answer = request.get();
        while (!wished.test(answer)) {
            if (Instant.now().isAfter(latest)) {
                throw new AssertionError("still not as awaited: " + answer);
            }
            pause();
            answer = request.get();
        }
        return answer;
    }

    /** Repeats a command under its key until it is decided. */
    public Answer awaitDecided(String path, String key, String body) {
        return await(
                () -> post(path, key, body),
                answer -> answer.status() != 202 && !answer.problem().equals("operation-in-progress"));
    }

    private static void pause() {
        try {
            Thread.sleep(50); // between two looks at what is awaited, never instead of a look
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- below

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json");
    }

    private static URI uri(String path) {
        String server = ConfigProvider.getConfig().getValue("test.url", String.class);
        return URI.create(server.replaceAll("/$", "") + path);
    }

    private static CompletableFuture<Answer> async(HttpRequest.Builder request) {
        HttpRequest sent = request.build();
        return HTTP.sendAsync(sent, BodyHandlers.ofString()).thenApply(response -> {
            contract()
                    .fault(
                            sent.method(),
                            sent.uri().getPath(),
                            response.statusCode(),
                            response.headers(),
                            response.body())
                    .ifPresent(fault -> {
                        throw new AssertionError("not as openapi.yaml says: " + fault);
                    });
            return new Answer(response.statusCode(), response.headers(), response.body());
        });
    }

    /** The document in the repository, which every answer of the suite is held against. */
    private static synchronized Contract contract() {
        if (contract == null) {
            contract = Contract.inTheRepository();
        }
        return contract;
    }

    public static <T> T join(CompletableFuture<T> running) {
        return running.join();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
