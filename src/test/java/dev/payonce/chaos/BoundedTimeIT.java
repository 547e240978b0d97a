package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever the database does, each request is answered in bounded time, a 503 is true, and service comes back by itself. The
 * database is a real PostgreSQL behind a network that swallows its answers, or with an outsider's locks on it.
 */
class BoundedTimeIT {

    private static final Duration REQUEST_TIME = Duration.ofSeconds(2);

    /** The request's time and the gateway's, and as much again for two busy cores. */
    private static final Duration BOUND = Duration.ofSeconds(7);

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Lab lab;
    private static Instance simulator;
    private static FaultyProxy toDatabase;
    private static Instance instance;

    private Merchant merchant;

    @BeforeAll
    static void open() {
        lab = Lab.open("bounded_time");
        simulator = lab.simulator().start();
        String database = lab.environment().get("DATABASE_URL");
        URI url = URI.create(database);
        toDatabase = new FaultyProxy(List.of(url.getPort()), () -> FaultyProxy.Plan.FAITHFUL, 1);
        instance = lab.instance(
                        "server",
                        simulator.port(),
                        "DATABASE_URL",
                        database.replace(":" + url.getPort() + "/", ":" + toDatabase.port() + "/"),
                        "PAYONCE_REQUEST_TIME",
                        REQUEST_TIME.toString(),
                        "PAYONCE_READ_TIMEOUT",
                        "PT2S",
                        "PAYONCE_CONNECTIONS",
                        "100",
                        "PAYONCE_LEASE",
                        "PT1H")
                .start();
    }

    @AfterAll
    static void close() {
        toDatabase.close();
        lab.close();
    }

    @BeforeEach
    void aMerchant() {
        merchant = lab.merchant(instance);
    }

    /** One answer, and how long it took. */
    private record Answered(String key, HttpResponse<String> response, Duration after) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() throws IOException {
            return Lab.JSON.readTree(response.body());
        }

        Answered isTold(int status) {
            assertEquals(status, status(), response::body);
            assertTrue(after.compareTo(BOUND) < 0, () -> "answered after " + after + ": " + response.body());
            return this;
        }

        Answered isToldToComeAgain() throws IOException {
            isTold(503);
            assertEquals("same-key", json().path("retry").asText());
            assertTrue(response.headers().firstValue("Retry-After").isPresent());
            return this;
        }
    }

    private static CompletableFuture<Answered> send(Merchant by, String path, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(instance.url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + by.apiKey());
        if (body != null) {
            request.header("Idempotency-Key", key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        long sent = System.nanoTime();
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Answered(key, response, Duration.ofNanos(System.nanoTime() - sent)));
    }

    private static CompletableFuture<Answered> order(Merchant by, String key) {
        return send(
                by,
                "/v1/orders",
                key,
                "{\"customer\":\"ada\",\"currency\":\"EUR\",\"items\":[{\"sku\":\"tea\",\"quantity\":1,\"unitPrice\":900}]}");
    }

    private static String placed(Merchant by) throws IOException {
        return order(by, key()).join().isTold(201).json().path("id").asText();
    }

    private static CompletableFuture<Answered> payment(Merchant by, String order, String key) {
        return send(
                by,
                "/v1/orders/" + order + "/payments",
                key,
                "{\"amount\":900,\"currency\":\"EUR\",\"paymentMethod\":\"pm_ok\"}");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private interface Sending {
        CompletableFuture<Answered> send(String key);
    }

    /** The same request again, as it was told, until it is done; soon, however long a lease is. */
    private static Answered again(Sending sending, String key) {
        var answers = new ArrayList<Answered>();
        Await.until("the key is answered", SOON, () -> {
            answers.add(sending.send(key).join());
            int status = answers.get(answers.size() - 1).status();
            return status != 503 && status != 409;
        });
        return answers.get(answers.size() - 1);
    }

    private static long moved(Merchant by) {
        return lab.number(
                "SELECT count(*) FROM simulator.movement m JOIN payment p ON p.id = m.reference WHERE p.merchant_id = ?",
                by.id());
    }

    @Test
    void answersOfTheDatabaseThatNeverComeStopNobodyForLongerThanARequestMayTake() throws Exception {
        String order = placed(merchant);
        String paymentKey = key();
        var orderKeys = new ArrayList<String>();
        var answers = new ArrayList<CompletableFuture<Answered>>();
        toDatabase.silence();
        CompletableFuture<Answered> paid = payment(merchant, order, paymentKey);
        for (int n = 0; n < 40; n++) {
            orderKeys.add(key());
            answers.add(order(merchant, orderKeys.get(n)));
        }
        for (int n = 0; n < 20; n++) {
            answers.add(send(merchant, "/v1/balances", null, null));
        }
        for (CompletableFuture<Answered> answer : answers) {
            answer.join().isToldToComeAgain();
        }
        paid.join().isToldToComeAgain();
        assertEquals(0, moved(merchant), "somebody was charged who had been told that he was not");

        toDatabase.plan(() -> FaultyProxy.Plan.FAITHFUL);

        again(key -> payment(merchant, order, key), paymentKey).isTold(201);
        assertEquals(1, moved(merchant));
        for (String key : orderKeys) {
            int status = again(each -> order(merchant, each), key).status();
            assertTrue(status == 200 || status == 201, () -> key + " is told " + status);
        }
        assertEquals(41, lab.number("SELECT count(*) FROM orders WHERE merchant_id = ?", merchant.id()));
        order(lab.merchant(instance), key()).join().isTold(201);
    }

    @Test
    void anOutsidersLockDelaysThoseWhoNeedItForABoundedTimeAndNobodyElse() throws Exception {
        String order = placed(merchant);
        String paymentKey = key();
        try (var outsider = lab.connection();
                var lock = outsider.createStatement()) {
            outsider.setAutoCommit(false);
            lock.execute("LOCK TABLE payment IN ACCESS EXCLUSIVE MODE");
            List<CompletableFuture<Answered>> payments = new ArrayList<>();
            payments.add(payment(merchant, order, paymentKey));
            for (int n = 0; n < 30; n++) {
                payments.add(payment(merchant, placed(merchant), key()));
            }
            order(merchant, key()).join().isTold(201);
            for (CompletableFuture<Answered> payment : payments) {
                payment.join().isToldToComeAgain();
            }
            outsider.rollback();
        }
        again(key -> payment(merchant, order, key), paymentKey).isTold(201);
        assertEquals(1, moved(merchant));
    }

    @Test
    void aClientThatLeftIsNotChargedByADatabaseThatWakesLater() throws Exception {
        String order = placed(merchant);
        String key = key();
        try (var outsider = lab.connection();
                var lock = outsider.createStatement()) {
            outsider.setAutoCommit(false);
            lock.execute("SELECT FROM orders WHERE id = '" + order + "' FOR UPDATE");
            payment(merchant, order, key).join().isToldToComeAgain();
            outsider.rollback();
        }
        order(merchant, key()).join().isTold(201);
        assertEquals(0, moved(merchant));
        assertEquals(
                0,
                lab.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND status = 'PENDING' AND progress = 'RUNNING'",
                        merchant.id()));
        payment(merchant, order, key).join().isTold(201);
        assertEquals(1, moved(merchant));
    }

    @Test
    void aRequestThatDoesNotComeIsCutOffAndAWholeOneIsAnsweredOnTheSameConnection() throws Exception {
        String head = "GET /v1/balances HTTP/1.1\r\nHost: x\r\n";
        for (String half : List.of(
                head,
                "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{")) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), instance.port())) {
                socket.setSoTimeout((int) SOON.toMillis());
                String whole = head + "Authorization: Bearer " + merchant.apiKey() + "\r\n\r\n";
                for (int n = 0; n < 2; n++) {
                    socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
                    assertEquals('H', socket.getInputStream().read());
                    socket.getInputStream().readNBytes(socket.getInputStream().available());
                }
                Await.pause(Duration.ofSeconds(3)); // idle, and not cut off for that
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                long sent = System.nanoTime();
                socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                Duration cutOff = Duration.ofNanos(System.nanoTime() - sent);
                assertTrue(
                        cutOff.compareTo(Duration.ofSeconds(1)) > 0 && cutOff.compareTo(BOUND) < 0, cutOff::toString);
            }
        }
    }

    @Test
    void connectionsAreBoundedAndHealthChecksStillGetIn() throws Exception {
        var open = new ArrayList<Socket>();
        try {
            for (int n = 0; n < 130; n++) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), instance.port()));
            }
            assertTrue(ask("/q/health/live").startsWith("HTTP/1.1 200"));
            assertTrue(ask("/v1/balances").startsWith("HTTP/1.1 503"));
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        Await.until("there is room again", SOON, () -> ask("/v1/balances").startsWith("HTTP/1.1 200"));
    }

    private String ask(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), instance.port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                    + merchant.apiKey() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
