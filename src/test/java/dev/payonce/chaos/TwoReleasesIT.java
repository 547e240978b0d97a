package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two builds that disagree on what counts, on one database: this one, and a next one whose version 2 makes the customer of an
 * order noise, lets its note count, and has a new field ({@link NextRelease}). First the next one is deployed held back,
 * beside this one; then it is lifted; and then somebody forgot an instance of this one.
 */
class TwoReleasesIT {

    private static Lab lab;
    private static Instance released;
    private static Instance heldBack;
    private static Instance lifted;
    private static Merchant merchant;

    @BeforeAll
    static void open() throws Exception {
        lab = Lab.open("two_releases");
        NextRelease next = NextRelease.build();
        int noGateway = 1;
        released = lab.instance("released", noGateway).start();
        heldBack = lab.instance("held-back", noGateway, "PAYONCE_FINGERPRINT_VERSION", "1")
                .of(next);
        lifted = lab.instance("lifted", noGateway).of(next);
        lab.keep(heldBack).launch();
        lab.keep(lifted).launch();
        heldBack.awaitReady();
        lifted.awaitReady();
        merchant = lab.merchant(released);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static ObjectNode order() {
        ObjectNode order = Lab.JSON
                .createObjectNode()
                .put("customer", "ada")
                .put("currency", "EUR")
                .put("note", "by hand")
                .put("idempotencyKey", UUID.randomUUID().toString());
        order.putArray("items").addObject().put("sku", "tea").put("quantity", 1).put("unitPrice", 1200);
        return order;
    }

    private static ObjectNode with(ObjectNode order, String field, String value) {
        return order.deepCopy().put(field, value);
    }

    private static ObjectNode ofAnotherItem(ObjectNode order) {
        ObjectNode other = order.deepCopy();
        ((ObjectNode) other.path("items").path(0)).put("sku", "pot");
        return other;
    }

    private static HttpResponse<String> send(Instance to, ObjectNode order) throws Exception {
        return to.post("/v1/orders", merchant.apiKey(), order.toString());
    }

    private static String placed(Instance at, ObjectNode order) throws Exception {
        HttpResponse<String> answer = send(at, order);
        assertEquals(201, answer.statusCode(), answer::body);
        return answer.body();
    }

    private static void assertReplayed(String first, Instance to, ObjectNode order) throws Exception {
        HttpResponse<String> answer = send(to, order);
        assertEquals(200, answer.statusCode(), () -> to.name() + ": " + answer.body());
        assertEquals(first, answer.body());
        assertEquals("true", answer.headers().firstValue("Idempotent-Replayed").orElse("false"));
    }

    private static void assertMismatch(Instance to, ObjectNode order, String differing) throws Exception {
        HttpResponse<String> answer = send(to, order);
        assertEquals(422, answer.statusCode(), () -> to.name() + ": " + answer.body());
        assertEquals(
                "[\"" + differing + "\"]",
                Lab.JSON.readTree(answer.body()).path("differingFields").toString());
    }

    private static long version(ObjectNode order) {
        return lab.number(
                "SELECT fingerprint_version FROM idempotency_key WHERE key = ?",
                order.path("idempotencyKey").asText());
    }

    private static long orders() {
        return lab.number("SELECT count(*) FROM orders");
    }

    private static JsonNode semantics(Instance of) throws Exception {
        return Lab.JSON.readTree(of.get("/v1/semantics", merchant.apiKey()).body());
    }

    @Test
    void eachInstanceTellsWhatCountsInTheVersionThatItWrites() throws Exception {
        assertEquals(
                semantics(released).at("/operations/0/identity"),
                semantics(heldBack).at("/operations/0/identity"));
        assertEquals(1, semantics(heldBack).path("version").asInt());
        assertEquals(2, semantics(lifted).path("version").asInt());
        assertEquals(2, semantics(lifted).at("/operations/0/version").asInt());
        assertEquals(1, semantics(lifted).at("/operations/1/version").asInt(), "which did not change");
        assertEquals(
                "[\"currency\",\"items\",\"reference\",\"note\",\"channel\"]",
                semantics(lifted).at("/operations/0/identity").toString());
    }

    @Test
    void whileTheNextReleaseIsHeldBackARetryIsTheSameAtBothForwardsAndBack() throws Exception {
        for (Instance first : List.of(released, heldBack)) {
            ObjectNode order = order();
            String answer = placed(first, order);
            assertEquals(1, version(order));
            for (Instance retried : List.of(heldBack, released, heldBack)) {
                assertReplayed(answer, retried, order);
                assertReplayed(answer, retried, with(order, "note", "gift-wrapped"));
                assertMismatch(retried, with(order, "customer", "bob"), "customer");
                assertMismatch(retried, ofAnotherItem(order), "items");
            }
            assertReplayed(answer, heldBack, with(order, "channel", "web"));
        }
    }

    @Test
    void keysThatWereStoredBeforeTheLiftAreJudgedByWhatCountedThen() throws Exception {
        ObjectNode order = order();
        String answer = placed(released, order);
        assertReplayed(answer, lifted, order);
        assertReplayed(answer, lifted, with(order, "note", "gift-wrapped"));
        assertReplayed(answer, lifted, with(order, "channel", "web"));
        assertMismatch(lifted, with(order, "customer", "bob"), "customer");
    }

    @Test
    void keysThatAreStoredAfterTheLiftAreJudgedByWhatCountsNow() throws Exception {
        ObjectNode order = order();
        String answer = placed(lifted, order);
        assertEquals(2, version(order));
        for (Instance retried : List.of(lifted, heldBack)) {
            assertReplayed(answer, retried, order);
            assertReplayed(answer, retried, with(order, "customer", "ada lovelace"));
            assertMismatch(retried, with(order, "note", "gift-wrapped"), "note");
            assertMismatch(retried, with(order, "channel", "web"), "channel");
        }
    }

    @Test
    void anInstanceThatDoesNotKnowTheVersionRefusesNoTrueRetryAndExecutesNothingTwice() throws Exception {
        ObjectNode order = order();
        String answer = placed(lifted, order);
        long before = orders();
        assertReplayed(answer, released, order);
        assertReplayed(answer, released, with(order, "customer", "ada lovelace"));
        assertMismatch(released, ofAnotherItem(order), "items");
        assertMismatch(released, with(order, "currency", "USD"), "currency");
        assertEquals(before, orders());
    }

    @Test
    void howeverManyRetriesMeetAtAllOfThemEachOrderIsPlacedOnce() throws Exception {
        long before = orders();
        int keys = 20;
        ExecutorService clients = Executors.newFixedThreadPool(12);
        try {
            for (int i = 0; i < keys; i++) {
                ObjectNode order = order();
                var sendings = new ArrayList<Callable<HttpResponse<String>>>();
                for (int times = 0; times < 4; times++) {
                    for (Instance instance : List.of(released, heldBack, lifted)) {
                        sendings.add(() -> send(instance, order));
                    }
                }
                var ids = new TreeSet<String>();
                for (Future<HttpResponse<String>> sending : clients.invokeAll(sendings)) {
                    HttpResponse<String> answer = sending.get();
                    assertTrue(List.of(200, 201).contains(answer.statusCode()), answer::body);
                    ids.add(Lab.JSON.readTree(answer.body()).path("id").asText());
                }
                assertEquals(1, ids.size());
            }
        } finally {
            clients.shutdownNow();
        }
        assertEquals(before + keys, orders());
    }
}
