package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.http.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
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

    private static final String ORDER =
            "{\"customer\":\"ada\",\"currency\":\"EUR\",\"items\":[{\"sku\":\"tea\",\"quantity\":1,\"unitPrice\":900}]}";

    /** Frames at once that ask for nothing: some more than a connection may send. */
    private static final int FLOOD = 1200;

    private static final int WHOLE = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    /** What a connection that asked for too little is told (RFC 9113, section 7). */
    private static final long ENHANCE_YOUR_CALM = 11;

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
        return send(by, "/v1/orders", key, ORDER);
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

    /** It offers an upgrade to HTTP/2 with its first request, which is passed over. */
    @Test
    void theJdksClientAsItComesIsToldToGoOnAndThenAnswered() throws Exception {
        HttpRequest order = HttpRequest.newBuilder(URI.create(instance.url() + "/v1/orders"))
                .timeout(SOON)
                .header("Authorization", "Bearer " + merchant.apiKey())
                .header("Idempotency-Key", key())
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString(ORDER))
                .build();
        HttpClient asItComes = HttpClient.newHttpClient();
        for (int status : new int[] {201, 200}) {
            HttpResponse<String> answer = asItComes.send(order, HttpResponse.BodyHandlers.ofString());
            assertEquals(status, answer.statusCode(), answer::body);
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
        }
    }

    @Test
    void ofTwoCredentialsAnOfferToUpgradePicksNone() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), instance.port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write(("GET /v1/balances HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nAuthorization: Bearer nobody\r\n"
                                    + "Authorization: Bearer " + merchant.apiKey() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 401 ", answer);
        }
    }

    private Map<String, byte[]> floods() {
        byte[] head = RawHttp2.head("POST", "/v1/orders", Map.of());
        byte[] request = RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head);
        byte[] halfHead = RawHttp2.frame(RawHttp2.HEADERS, 0, 1, head);
        var floods = new TreeMap<String, byte[]>();
        byte[] nothing = {};
        floods.put("PRIORITY", many(nothing, RawHttp2.PRIORITY, 0, 3, 0, 0, 0, 0, 9));
        floods.put("PING", many(nothing, RawHttp2.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8));
        floods.put("PING, answered", many(nothing, RawHttp2.PING, RawHttp2.ACK, 0, 1, 2, 3, 4, 5, 6, 7, 8));
        floods.put("SETTINGS", many(nothing, RawHttp2.SETTINGS, 0, 0));
        floods.put("SETTINGS, confirmed", many(nothing, RawHttp2.SETTINGS, RawHttp2.ACK, 0));
        floods.put("WINDOW_UPDATE", many(nothing, RawHttp2.WINDOW_UPDATE, 0, 0, 0, 0, 0, 1));
        floods.put("a type that nobody knows", many(nothing, 200, 0, 0, 1, 2, 3));
        floods.put("empty DATA", many(request, RawHttp2.DATA, 0, 1));
        floods.put("CONTINUATION", many(halfHead, RawHttp2.CONTINUATION, 0, 1));
        var resets = new ByteArrayOutputStream();
        for (int stream = 1; stream < 2 * FLOOD; stream += 2) {
            resets.writeBytes(RawHttp2.frame(RawHttp2.HEADERS, WHOLE, stream, balances()));
            resets.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, new byte[4]));
        }
        floods.put("requests taken back", resets.toByteArray());
        return floods;
    }

    private byte[] balances() {
        return RawHttp2.head("GET", "/v1/balances", Map.of("authorization", "Bearer " + merchant.apiKey()));
    }

    private static byte[] many(byte[] first, int type, int flags, int stream, int... payload) {
        var bytes = new byte[payload.length];
        for (int n = 0; n < bytes.length; n++) {
            bytes[n] = (byte) payload[n];
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        for (int n = 0; n < FLOOD; n++) {
            all.writeBytes(RawHttp2.frame(type, flags, stream, bytes));
        }
        return all.toByteArray();
    }

    @Test
    void anHttp2ConnectionWhoseFramesAskForNothingIsEndedAndItIsNoErrorOfOurs() throws Exception {
        long logged = Files.size(instance.log());
        for (Map.Entry<String, byte[]> flood : floods().entrySet()) {
            try (var connection = new RawHttp2(instance.port())) {
                connection.send(flood.getValue());
                assertEquals(OptionalLong.of(ENHANCE_YOUR_CALM), connection.end(), flood.getKey());
            }
        }
        try (var connection = new RawHttp2(instance.port())) {
            for (int n = 0; n < 500; n++) {
                connection.send(RawHttp2.frame(RawHttp2.PRIORITY, 0, 3, new byte[5]));
            }
            connection.send(RawHttp2.frame(RawHttp2.HEADERS, WHOLE, 1, balances()));
            assertEquals("200", connection.status(), "some of them are no flood");
        }
        var leaving = new RawHttp2(instance.port());
        leaving.send(RawHttp2.frame(RawHttp2.HEADERS, WHOLE, 1, balances()));
        leaving.reset();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), instance.port())) {
            socket.getOutputStream().write("GET /v1/balances HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            socket.setSoLinger(true, 0);
        }
        order(merchant, key()).join().isTold(201);
        String log = Files.readString(instance.log()).substring((int) logged);
        assertTrue(!log.contains(" ERROR ") && !log.contains("exceptionCaught"), log);
    }
}
