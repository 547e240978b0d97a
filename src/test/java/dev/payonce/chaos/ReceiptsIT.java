package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.receipt.SmtpServer;
import dev.payonce.receipt.SmtpServer.Held;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * Receipts of the packaged application, by way of a mail server that wants TLS and a password, with senders that die or
 * stand still while a letter is on its way.
 */
class ReceiptsIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Certificate certificate;
    private static SmtpServer smtp;
    private static Lab lab;
    private static Instance one;
    private static Instance two;
    private static Merchant merchant;

    private final String email = "bob." + UUID.randomUUID() + "@example.com";
    private final String key = UUID.randomUUID().toString();
    private String order;

    @BeforeAll
    static void open() {
        certificate = Certificate.create("mail");
        smtp = SmtpServer.secured(certificate.context(), "shop@example.com", "p:w d%");
        lab = Lab.open("receipts");
        one = instance("one").launch();
        two = instance("two").launch();
        one.awaitReady();
        two.awaitReady();
        merchant = lab.merchant(one);
    }

    @AfterAll
    static void close() {
        lab.close();
        smtp.close();
    }

    private static Instance instance(String name, String... more) {
        return lab.keep(Instance.of("receipts-" + name, lab.environment())
                .with("PAYONCE_SIMULATOR", "true", "REDIS_URL", lab.servers().redisUrl())
                .with("SMTP_URL", "smtps://shop%40example.com:p%3Aw%20d%25@" + smtp.hostAndPort())
                .with(certificate.trustedByTheMailer())
                .with("PAYONCE_RECEIPT_REDIS_TIMEOUT", "PT3S", "PAYONCE_RECEIPT_SEND_TIMEOUT", "PT5S")
                .with("PAYONCE_RECEIPT_PROCESSING_EXPIRY", "PT12S")
                .with(more));
    }

    @BeforeEach
    void aPaidOrder() {
        if (!one.isAlive()) {
            one.start();
        }
        Shop shop = new Shop("receipts-" + key, one.client(merchant.apiKey(), 20));
        order = shop.decide(shop.order(700)).id();
        assertTrue(shop.decide(shop.payment(order, 700, "pm_ok")).done());
    }

    @Test
    void theLetterArrivesOnceAndNoLogNamesItsAddressee() throws Exception {
        assertEquals("SENT", status(send(one)));
        assertEquals("ALREADY_SENT", status(send(two)));
        assertEquals(1, letters());
        assertTrue(smtp.lettersTo(email).get(0).text().contains(order));

        smtp.putOff(email);
        HttpResponse<String> failed =
                one.post(path(), merchant.apiKey(), body(UUID.randomUUID().toString()));
        assertEquals(503, failed.statusCode());
        String requestId = failed.headers().firstValue("X-Request-ID").orElseThrow();
        String log = Files.readString(one.log());
        JsonNode line = new ObjectMapper()
                .readTree(log.lines()
                        .filter(each -> each.contains("receipt.send") && each.contains(requestId))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("the failure is logged")));
        assertEquals(requestId, line.at("/mdc/requestId").asText());
        assertTrue(line.at("/mdc").has("operationId"));
        assertFalse(log.contains(email.replace("@example.com", "")));
    }

    @Test
    void aSenderThatIsKilledOnTheWayAdmitsOneMoreLetter() throws Exception {
        Held held = smtp.holdNext();
        CompletableFuture<HttpResponse<String>> first = begin();
        held.awaitArrival();
        one.kill();
        held.release(); // the mail server has it, and delivers it
        assertTrue(first.handle((answer, failure) -> failure != null).get(), "nobody was told anything");

        assertEquals("operation-in-progress", problem(send(two)));
        assertEquals("SENT", status(sendUntilDecided(two)));
        assertEquals("ALREADY_SENT", status(send(two)));
        assertEquals(2, letters());
    }

    @Test
    void aSenderThatStoodStillForTooLongOverwritesNothing() throws Exception {
        Map<String, String> before = entries();
        Held held = smtp.holdNext();
        CompletableFuture<HttpResponse<String>> first = begin();
        held.awaitArrival();
        one.freeze();
        Map<String, String> successors;
        try {
            assertEquals("SENT", status(sendUntilDecided(two)));
            successors = entries();
            assertTrue(successors.size() == before.size() + 1, successors::toString);
        } finally {
            held.release();
            one.thaw();
        }
        // Whether it still counts the letter as sent or as late is a race; what it writes is not.
        int told = first.get().statusCode();
        assertTrue(told == 200 || told == 503, () -> "it answered " + told);
        assertEquals(successors, entries());
        assertEquals("ALREADY_SENT", status(send(two)));
        assertEquals(2, letters());
    }

    @Test
    void anExpiryThatIsNotLongerThanTheLongestSendingIsToldInOneLineAndStopsTheStart() throws Exception {
        Instance instance = instance("expires-early", "PAYONCE_RECEIPT_SEND_TIMEOUT", "PT6S");
        assertEquals(
                List.of(
                        "payonce: PAYONCE_RECEIPT_PROCESSING_EXPIRY is PT12S, not longer than the longest sending, PT12S."),
                instance.complaints());
    }

    @Test
    void aMailServersAddressThatIsNoneIsToldInOneLineWithoutThePasswordAndStopsTheStart() throws Exception {
        Instance instance = instance("no-mail-server", "SMTP_URL", "http://shop:secret@mail.example.com");
        assertEquals(
                List.of("payonce: SMTP_URL is not of the form smtp[s]://[user:password@]host[:port]."),
                instance.complaints());
        assertFalse(Files.readString(instance.log()).contains("secret"));
    }

    /** With more patience than a claim has, for a sender that stands still. */
    private CompletableFuture<HttpResponse<String>> begin() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(one.url() + path()))
                .header("Authorization", "Bearer " + merchant.apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(key)))
                .timeout(SOON)
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(Instance instance) {
        return unchecked(() -> instance.post(path(), merchant.apiKey(), body(key)));
    }

    private HttpResponse<String> sendUntilDecided(Instance instance) {
        var last = new AtomicReference<HttpResponse<String>>();
        Await.until("it is decided", SOON, () -> {
            last.set(send(instance));
            return last.get().statusCode() != 409;
        });
        return last.get();
    }

    private String path() {
        return "/v1/orders/" + order + "/receipts";
    }

    private String body(String underKey) {
        return "{\"email\": \"" + email + "\", \"idempotencyKey\": \"" + underKey + "\"}";
    }

    private int letters() {
        return smtp.lettersTo(email).size();
    }

    private static String status(HttpResponse<String> answer) {
        return json(answer).path("status").asText();
    }

    private static String problem(HttpResponse<String> answer) {
        return json(answer).path("type").asText().replace("/problems/", "");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return unchecked(() -> Lab.JSON.readTree(answer.body()));
    }

    /** What Redis holds, of this test and of earlier ones. */
    private static Map<String, String> entries() {
        try (Jedis redis = new Jedis(URI.create(lab.servers().redisUrl()))) {
            return redis.keys("*").stream().collect(Collectors.toMap(name -> name, redis::get));
        }
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
