package dev.payonce.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.idempotency.EachTenant;
import dev.payonce.idempotency.http.Answers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class WebhookTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SHOP = "/v1/webhook-endpoints/shop";

    @Inject
    WebhookStore store;

    @Inject
    WebhookClient client;

    @Inject
    Answers answers;

    @Inject
    EachTenant eachTenant;

    @Inject
    WebhookConfig config;

    @Inject
    SecureRandom random;

    @Inject
    MeterRegistry meters;

    private final Api api = Api.newMerchant();

    /** The simulator's receiver of this test. */
    private final String inbox = "/simulator/receiver/" + UUID.randomUUID();

    private static String of(String url) {
        return "{\"url\": \"" + url + "\"}";
    }

    private static String server() {
        return ConfigProvider.getConfig().getValue("test.url", String.class).replaceAll("/$", "");
    }

    /** An endpoint at the simulator's receiver, which behaves so. */
    private void endpoint(String behaviour) {
        api.put(SHOP, of(server() + inbox)).expect(201);
        String secret = api.get(SHOP + "/secret").expect(200).text("secret");
        api.put(inbox, "{\"secret\": \"" + secret + "\", \"behaviour\": \"" + behaviour + "\"}")
                .expect(200);
    }

    private void behave(String behaviour) {
        api.put(inbox, "{\"behaviour\": \"" + behaviour + "\"}").expect(200);
    }

    private JsonNode awaitTaken(int times) {
        return Api.await(
                        () -> api.get(inbox),
                        answer -> answer.json().path("taken").asInt() == times)
                .json();
    }

    private JsonNode awaitDelivery(String status) {
        return Api.await(
                        () -> api.get(SHOP + "/deliveries?status=" + status).expect(200),
                        answer -> !answer.json().path("data").isEmpty())
                .json()
                .path("data")
                .path(0);
    }

    // ---------------------------------------------------------------- endpoints

    @Test
    void aPutMakesAnEndpointAndTheSameAgainChangesNothing() {
        String body = """
                {"url": "https://shop.example/hook", "types": ["payment.failed", "order.created"], "status": "DISABLED"}""";
        Answer made = api.put(SHOP, body).expect(201);
        String secret = api.get(SHOP + "/secret").expect(200).text("secret");
        Answer again = api.put(SHOP, body).expect(200);
        assertEquals(made.json(), again.json());
        assertEquals(made.json(), api.get(SHOP).expect(200).json());
        assertEquals(
                made.json(),
                api.get("/v1/webhook-endpoints").expect(200).json().path("data").path(0));
        assertEquals(secret, api.get(SHOP + "/secret").text("secret"));
        assertEquals(Set.of("name", "url", "types", "status", "createdAt"), new TreeSet<>(names(made.json())));
        assertEquals("shop", made.text("name"));
        assertEquals("DISABLED", made.text("status"));
        assertEquals(2, made.json().path("types").size());
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void anEndpointHasASecretOfItsOwnThatNobodyMayCache() {
        api.put(SHOP, of("https://shop.example/")).expect(201);
        Answer secret = api.get(SHOP + "/secret").expect(200);
        assertEquals("no-store", secret.header("Cache-Control"));
        assertEquals(32, Base64.getDecoder().decode(secret.text("secret").replace("whsec_", "")).length);
        assertFalse(api.get(SHOP).body().contains("whsec_"));
        api.put("/v1/webhook-endpoints/other", of("https://shop.example/")).expect(201);
        assertNotEquals(
                secret.text("secret"),
                api.get("/v1/webhook-endpoints/other/secret").text("secret"));
    }

    @Test
    void aDeletedEndpointIsGoneAndAnothersWasNeverThere() {
        api.put(SHOP, of("https://shop.example/")).expect(201);
        Api other = Api.newMerchant();
        for (String path : List.of(SHOP, SHOP + "/secret", SHOP + "/deliveries")) {
            assertEquals("not-found", other.get(path).expect(404).problem());
        }
        other.delete(SHOP).expect(404);
        api.delete(SHOP).expect(204);
        api.delete(SHOP).expect(404);
        api.get(SHOP).expect(404);
        assertTrue(api.get("/v1/webhook-endpoints").json().path("data").isEmpty());
    }

    @Test
    void sixteenEndpointsAreEnoughForAMerchant() {
        for (int each = 0; each < 16; each++) {
            api.put("/v1/webhook-endpoints/e" + each, of("https://shop.example/"))
                    .expect(201);
        }
        assertEquals(
                "invalid-request",
                api.put(SHOP, of("https://shop.example/")).expect(400).problem());
        api.put("/v1/webhook-endpoints/e3", of("https://other.example/")).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop.example",
                "file:///etc/passwd",
                "ftp://shop.example/",
                "http:///hook",
                "https://user:password@shop.example/",
                "https://user@shop.example/",
                "https://shop.example/#part",
                "https://b\u00fccher.example/",
                "http://\uff11\uff12\uff17.0.0.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.0.1./",
                "http://127.0.0.256/",
                "http://[fe80::1%25eth0]/",
                "https://shop.example:0/",
                "https://shop.example:65536/",
                "https://shop.example/a b"
            })
    void whatIsNoUrlOfAReceiverIsRefused(String url) {
        Answer refused = api.put(SHOP, of(url)).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertEquals(
                "url", refused.json().path("violations").path(0).path("field").asText());
        api.get(SHOP).expect(404);
    }

    @Test
    void aUrlOfMoreThan2048CharactersIsRefused() {
        String longest = "https://shop.example/" + "x".repeat(2048 - "https://shop.example/".length());
        api.put(SHOP, of(longest)).expect(201);
        api.put(SHOP, of(longest + "x")).expect(400);
    }

    @Test
    void aNameInItsAsciiFormAndAnIpv6AddressAreFine() {
        api.put(SHOP, of("https://xn--bcher-kva.example/")).expect(201);
        api.put(SHOP, of("https://[2606:4700::1111]:8443/hook")).expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types[1] | {\"url\": \"https://a.example/\", \"types\": [\"order.created\", \"order.paid\"]}",
                "types | {\"url\": \"https://a.example/\", \"types\": []}",
                "secret | {\"url\": \"https://a.example/\", \"secret\": \"whsec_c2hvcnQ=\"}",
                "secret | {\"url\": \"https://a.example/\", \"secret\": \"C2FVsBQIhrscChlQIMV+b5sSYspob7oD\"}",
                "secret | {\"url\": \"https://a.example/\", \"secret\": \"whsec_***VsBQIhrscChlQIMV+b5sSYspob7oD\"}",
                "status | {\"url\": \"https://a.example/\", \"status\": \"PAUSED\"}",
                "url | {\"types\": [\"order.created\"]}",
                "retries | {\"url\": \"https://a.example/\", \"retries\": 3}"
            })
    void whatSaysNothingSensibleIsRefused(String field, String body) {
        Answer refused = api.put(SHOP, body).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertEquals(
                field, refused.json().path("violations").path(0).path("field").asText());
        assertFalse(refused.body().contains("whsec_c2hvcnQ"), "no secret is repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a%20b", "%C3%A4"})
    void aNameHasNoCharactersThatAPathWouldHaveToEscape(String name) {
        assertEquals(
                "invalid-request",
                api.put("/v1/webhook-endpoints/" + name, of("https://a.example/"))
                        .expect(400)
                        .problem());
    }

    @Test
    void theEventToGoOnAfterHasToBeOneOfTheMerchants() {
        api.put(SHOP, of("https://shop.example/")).expect(201);
        Api other = Api.newMerchant();
        other.order(1);
        String theirs =
                other.get("/v1/events").json().path("data").path(0).path("id").asText();
        for (String after : List.of("\"" + theirs + "\"", "\"x\"", "null")) {
            assertEquals(
                    "invalid-request",
                    api.put(SHOP + "/position", "{\"after\": " + after + "}")
                            .expect(400)
                            .problem());
        }
        other.put(SHOP + "/position", "{\"after\": \"" + theirs + "\"}").expect(404);
    }

    // ---------------------------------------------------------------- deliveries

    @Test
    void anEventIsDeliveredAsItIsListedAndVerifiedByTheSpecificationsOwnLibrary() throws Exception {
        try (var receiver = new Receiver(new byte[0])) {
            api.order(1); // before there is anybody to tell
            api.put(SHOP, of(receiver.url())).expect(201);
            api.order(2);
            Receiver.Delivery delivery = receiver.next();
            String secret = api.get(SHOP + "/secret").text("secret");
            assertTrue(delivery.isSignedBy(secret));
            String listed = api.get("/v1/events").expect(200).body();
            assertTrue(listed.contains(delivery.body()), () -> listed + " has no " + delivery.body());
            assertTrue(delivery.body().contains("\"total\":2,"));
            assertEquals(
                    api.get("/v1/events").json().path("data").path(1).path("id").asText(),
                    delivery.header("webhook-id"));
            assertEquals("application/json", delivery.header("content-type"));
            assertEquals("DELIVERED", awaitDelivery("DELIVERED").path("status").asText());
            String metrics = api.get("/q/metrics").body();
            assertTrue(metrics.contains("webhook_deliveries_total{outcome=\"delivered\"}"));
            assertFalse(metrics.contains("kept-secret") || metrics.contains("/hook"));
        }
    }

    @Test
    void forADayAfterARotationBothSecretsVerify() throws Exception {
        try (var receiver = new Receiver(new byte[0])) {
            api.put(SHOP, of(receiver.url())).expect(201);
            String before = api.get(SHOP + "/secret").text("secret");
            String after = Signature.newSecret(random);
            String rotated = "{\"url\": \"" + receiver.url() + "\", \"secret\": \"" + after + "\"}";
            api.put(SHOP, rotated).expect(200);
            api.put(SHOP, rotated).expect(200);
            assertEquals(after, api.get(SHOP + "/secret").text("secret"));
            api.order(1);
            Receiver.Delivery delivery = receiver.next();
            assertEquals(2, delivery.header("webhook-signature").split(" ").length);
            assertTrue(delivery.isSignedBy(before));
            assertTrue(delivery.isSignedBy(after));
            Database.update(
                    "UPDATE webhook_secret SET retired_at = retired_at - interval '1 day' WHERE merchant_id = ?",
                    api.merchant);
            api.order(2);
            delivery = receiver.next();
            assertFalse(delivery.isSignedBy(before));
            assertTrue(delivery.isSignedBy(after));
        }
    }

    @Test
    void onlyTheTypesThatAreAskedForAreTold() {
        api.put(SHOP, "{\"url\": \"" + server() + inbox + "\", \"types\": [\"payment.succeeded\"]}")
                .expect(201);
        api.paid(100);
        api.paid(200);
        JsonNode events = awaitTaken(2).path("events");
        events.forEach(event -> assertTrue(event.path("body").asText().contains("\"type\":\"payment.succeeded\"")));
        assertEquals(2, events.size());
    }

    @Test
    void aReceiverThatHangsDelaysNoOther() {
        endpoint("HANG");
        String good = "/simulator/receiver/" + UUID.randomUUID();
        api.put("/v1/webhook-endpoints/good", of(server() + good)).expect(201);
        for (int each = 0; each < 20; each++) {
            api.order(100);
        }
        Api.await(() -> api.get(good), answer -> answer.json().path("taken").asInt() == 20);
        assertEquals(
                0,
                Database.number(
                        "SELECT count(*) FROM webhook_delivery WHERE merchant_id = ? AND attempts > 1", api.merchant),
                "the other one still waits for its first answers");
        assertTrue(awaitDelivery("PENDING").path("attempts").asInt() <= 1);
    }

    @Test
    void whatFailsIsTriedAgainUnderTheSameIdUntilItIsTaken() {
        endpoint("FAIL");
        api.order(100);
        Api.await(() -> api.get(inbox), answer -> answer.json().path("received").asInt() >= 2);
        JsonNode pending = awaitDelivery("PENDING");
        assertEquals(500, pending.path("responseStatus").asInt());
        assertEquals("refused", pending.path("failure").asText());
        assertFalse(pending.path("nextAttemptAt").isNull());
        behave("TAKE");
        JsonNode taken = awaitTaken(1);
        assertEquals(1, taken.path("events").size());
        JsonNode delivered = awaitDelivery("DELIVERED");
        assertTrue(delivered.path("attempts").asInt() >= 3);
        assertTrue(delivered.path("nextAttemptAt").isNull());
        assertTrue(delivered.path("failure").isNull());
    }

    @Test
    void anAnswerThatGotLostMeansAnotherDeliveryWhichTheReceiverKnowsByItsId() {
        endpoint("LOSE_ANSWER");
        api.order(100);
        Api.await(() -> api.get(inbox), answer -> answer.json().path("received").asInt() >= 2);
        assertTrue(awaitDelivery("PENDING").path("failure").asText().startsWith("unanswered"));
        behave("TAKE");
        awaitDelivery("DELIVERED");
        JsonNode seen = api.get(inbox).json();
        assertEquals(1, seen.path("taken").asInt());
        assertTrue(seen.path("events").path(0).path("received").asInt() >= 3);
    }

    @Test
    void aReceiverThatIsGoneIsNotToldUntilItsEndpointIsEnabledAgain() {
        endpoint("GONE");
        api.order(100);
        Api.await(() -> api.get(SHOP), answer -> answer.text("status").equals("DISABLED"));
        int received = api.get(inbox).json().path("received").asInt();
        api.order(200);
        behave("TAKE");
        assertEquals(received, api.get(inbox).json().path("received").asInt());
        assertEquals("ENABLED", api.put(SHOP, of(server() + inbox)).expect(200).text("status"));
        awaitTaken(2); // what came meanwhile, too
    }

    @Test
    void aRedirectIsNotFollowedAndNothingOfAnAnswersBodyIsNeeded() throws Exception {
        endpoint("REDIRECT");
        api.order(100);
        Api.await(
                () -> api.get(SHOP + "/deliveries"),
                answer -> answer.json()
                                .path("data")
                                .path(0)
                                .path("responseStatus")
                                .asInt()
                        == 307);
        assertEquals(
                "redirects are not followed",
                awaitDelivery("PENDING").path("failure").asText());
        try (var talkative = new Receiver(new byte[10_000_000])) {
            api.put("/v1/webhook-endpoints/talkative", of(talkative.url())).expect(201);
            api.order(200);
            talkative.next();
            Api.await(
                    () -> api.get("/v1/webhook-endpoints/talkative/deliveries?status=DELIVERED"),
                    answer -> answer.json().path("data").size() == 1);
        }
    }

    @Test
    void afterThreeDaysADeliveryIsDeadAndAPositionSetBackRevivesIt() {
        endpoint("FAIL");
        api.order(1);
        String first = api.get("/v1/events").json().path("nextCursor").asText();
        api.order(2);
        Api.await(() -> api.get(inbox), answer -> answer.json().path("events").size() == 2);
        Database.update(
                "UPDATE webhook_delivery SET created_at = created_at - interval '3 days' WHERE merchant_id = ?",
                api.merchant);
        Api.await(
                () -> api.get(SHOP + "/deliveries?status=DEAD"),
                answer -> answer.json().path("data").size() == 2);
        behave("TAKE");
        api.put(SHOP + "/position", "{\"after\": \"" + first + "\"}").expect(200);
        assertTrue(awaitTaken(1).path("events").toString().contains("\\\"total\\\":2"));
        awaitDelivery("DELIVERED");
        assertEquals(
                1, api.get(SHOP + "/deliveries?status=DEAD").json().path("data").size());
    }

    @Test
    void aPositionSetBackDeliversAgainWhatWasDeliveredAndWhatWasBeforeTheEndpoint() {
        api.order(1);
        String first = api.get("/v1/events").json().path("nextCursor").asText();
        api.order(2);
        endpoint("TAKE");
        api.order(3);
        awaitTaken(1);
        api.put(SHOP + "/position", "{\"after\": \"" + first + "\"}").expect(200);
        JsonNode seen = awaitTaken(2);
        assertEquals(2, seen.path("events").size());
        Api.await(() -> api.get(inbox), answer -> answer.json().path("received").asInt() == 3);
    }

    @Test
    void anOldSecretIsNotEnough() {
        endpoint("TAKE");
        String other = Signature.newSecret(random);
        api.put(inbox, "{\"secret\": \"" + other + "\"}").expect(200);
        api.order(1);
        Api.await(() -> api.get(inbox), answer -> answer.json().path("refused").asInt() > 0);
        api.put(SHOP, "{\"url\": \"" + server() + inbox + "\", \"secret\": \"" + other + "\"}")
                .expect(200);
        assertTrue(awaitTaken(1).path("events").path(0).path("verified").asBoolean());
    }

    // ---------------------------------------------------------------- several instances

    private Dispatcher anotherInstance() {
        return new Dispatcher(store, client, answers, eachTenant, config, random, meters);
    }

    @Test
    void instancesSideBySideDeliverEachEventOnce() {
        endpoint("TAKE");
        for (int batch = 0; batch < 5; batch++) {
            api.storm(20, () -> api.send("/v1/orders", Api.newKey(), Api.orderOf(100)));
            Uni.join()
                    .all(
                            anotherInstance().run(),
                            anotherInstance().run(),
                            anotherInstance().run())
                    .andFailFast()
                    .await()
                    .atMost(SOON);
        }
        JsonNode seen = awaitTaken(100);
        Api.await(
                () -> api.get(SHOP + "/deliveries?status=DELIVERED&limit=100"),
                answer -> answer.json().path("data").size() == 100);
        assertEquals(100, seen.path("received").asInt());
    }

    /** In a transaction of the test's own: the application's dispatcher never sees the endpoint enabled. */
    @Test
    void noMoreDeliveriesAreMadeThanOneTurnCanAttempt() throws SQLException {
        endpoint("TAKE");
        api.put(SHOP, "{\"url\": \"" + server() + inbox + "\", \"status\": \"DISABLED\"}")
                .expect(200);
        UUID endpoint = store.find(api.merchant, "shop").await().atMost(SOON).id();
        for (int order = 0; order < 5; order++) {
            api.order(1);
        }
        try (Connection connection = Database.transaction()) {
            try (var enable = connection.prepareStatement(
                    "UPDATE webhook_endpoint SET status = 'ENABLED' WHERE merchant_id = ? AND id = ?")) {
                enable.setObject(1, api.merchant);
                enable.setObject(2, endpoint);
                assertEquals(1, enable.executeUpdate());
            }
            assertEquals(3, makeDeliveries(connection, endpoint, 3));
            assertEquals(0, makeDeliveries(connection, endpoint, 3), "three are due, and that is enough");
            assertEquals(1, makeDeliveries(connection, endpoint, 4));
            assertEquals(1, makeDeliveries(connection, endpoint, 10), "there are no more");
            connection.rollback();
        }
    }

    private int makeDeliveries(Connection connection, UUID endpoint, int most) throws SQLException {
        try (var make = connection.prepareStatement("SELECT make_deliveries(?, ?, ?)")) {
            make.setObject(1, api.merchant);
            make.setObject(2, endpoint);
            make.setInt(3, most);
            try (var made = make.executeQuery()) {
                assertTrue(made.next());
                return made.getInt(1);
            }
        }
    }

    @Test
    void anEventThatNobodyHasLookedForYetIsBehindFromWhenItHappened() {
        assertEquals(0, store.behind(api.merchant).await().atMost(SOON).overdue());

        api.order(1000); // of a merchant without an endpoint, whose events no job makes deliveries of

        Backlog.Behind behind = store.behind(api.merchant).await().atMost(SOON);
        assertEquals(0, behind.pending());
        assertTrue(behind.overdue() > 0, behind::toString);
    }

    @Test
    void whatAnInstanceHadTakenWhenItDiedIsDeliveredAfterItsLeaseAndItsLateOutcomeCountsForNothing() {
        endpoint("TAKE");
        api.put(SHOP, "{\"url\": \"" + server() + inbox + "\", \"status\": \"DISABLED\"}")
                .expect(200);
        api.order(1);
        UUID endpoint = store.find(api.merchant, "shop").await().atMost(SOON).id();
        Database.update("UPDATE webhook_endpoint SET status = 'ENABLED' WHERE merchant_id = ?", api.merchant);
        // The application's own dispatcher is at it as well: whichever comes first.
        store.makeDeliveries(api.merchant, endpoint, 10).await().atMost(SOON);
        List<Taken> taken = store.take(api.merchant, endpoint, 1, Duration.ofSeconds(2))
                .await()
                .atMost(SOON);
        awaitTaken(1);
        awaitDelivery("DELIVERED");
        for (Taken lost : taken) {
            assertEquals(
                    List.of(),
                    store.delivered(api.merchant, endpoint, List.of(new Delivered(lost, 200)))
                            .await()
                            .atMost(SOON));
            assertNull(store.failed(lost, 500, "late", Duration.ZERO, Duration.ZERO)
                    .await()
                    .atMost(SOON));
        }
        assertEquals("DELIVERED", awaitDelivery("DELIVERED").path("status").asText());
    }
}
