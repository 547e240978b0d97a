package dev.payonce.canary;

import static dev.payonce.canary.Secret.ADMIN_TOKEN;
import static dev.payonce.canary.Secret.API_KEY;
import static dev.payonce.canary.Secret.CARD;
import static dev.payonce.canary.Secret.EMAIL;
import static dev.payonce.canary.Secret.IDEMPOTENCY_KEY;
import static dev.payonce.canary.Secret.UNUSED_KEY;
import static dev.payonce.canary.Secret.WEBHOOK_SECRET;
import static dev.payonce.canary.Secret.WRONG_ADMIN_TOKEN;
import static dev.payonce.canary.Secret.WRONG_API_KEY;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import dev.payonce.receipt.LogCapture;
import dev.payonce.trace.Spans;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * Sends secrets to every place of a request, the right ones and those that people confuse with them, and then looks for them in
 * whatever the application keeps or tells: its database, Redis, its log, its metrics, its traces, what the gateway is sent, and its
 * answers.
 *
 * <p>What a merchant writes into a note is the merchant's, and so is the id that it gives a request: what these are for is to
 * be kept. Card numbers alone are looked for in them.
 */
@QuarkusTest
@TestProfile(CanaryTest.Watched.class)
class CanaryTest {

    public static class Watched implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "payonce.admin.token",
                    ADMIN_TOKEN.text(),
                    "payonce.rate-limit",
                    "100000/PT1H",
                    "quarkus.otel.sdk.disabled",
                    "false",
                    "quarkus.otel.traces.exporter",
                    "none");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(
                    new TestResourceEntry(EmbeddedTestResource.class), new TestResourceEntry(RecordingGateway.class));
        }
    }

    /** Where each may be found: in its own column, by which a retry finds it and a webhook is signed; everything else nowhere. */
    private static final Map<Secret, Set<String>> KEPT = Map.of(
            IDEMPOTENCY_KEY, Set.of("public.idempotency_key.key"),
            WEBHOOK_SECRET, Set.of("public.webhook_secret.secret"));

    /** The fields that are not searched for card numbers, for they hold the merchant's own numbers. */
    private static final Set<String> OWN_NUMBERS = Set.of("reference", "sku");

    @TestHTTPResource
    URI application;

    @Inject
    Spans spans;

    RecordingGateway gateway;

    private final Api api = Secret.merchant();
    private final List<String> answers = new ArrayList<>();

    @Test
    void whatIsSecretIsKeptNowhereButWhereItIsNeeded() {
        gateway.passOnTo(application);
        try (LogCapture log = new LogCapture()) {
            aWebhookThatIsSigned();
            everyOperationUnderTheKey();
            cardNumbersInEveryText();
            keysWhereTheyDoNotBelong();
            credentialsWhereTheyDoNotBelong();
            addressesWhereTheyDoNotBelong();

            Map<Secret, Set<String>> kept = new EnumMap<>(Secret.class);
            String redis = WhereFound.redis(ConfigProvider.getConfig().getValue("quarkus.redis.hosts", String.class));
            String metrics = given().get("/q/metrics").asString();
            String traces = spans.all().toString();
            assertTrue(gateway.text().contains("/simulator/charges"), "the gateway is watched");
            assertTrue(redis.contains("payonce:rate:") && redis.contains("payonce:receipt:"), "Redis is used");
            assertTrue(log.text().contains("wrong credentials"), "the log is captured");
            assertTrue(metrics.contains("http_server_requests_seconds_count"), "there are metrics");
            assertTrue(traces.contains("POST /v1/orders"), "there are traces");
            for (Secret secret : Secret.values()) {
                var places = WhereFound.inDatabase(secret.text());
                note(places, "Redis", redis, secret);
                note(places, "log", log.text(), secret);
                note(places, "metrics", metrics, secret);
                note(places, "traces", traces, secret);
                note(places, "gateway", gateway.text(), secret);
                note(places, "answers", String.join("\n", answers), secret);
                if (!places.isEmpty()) {
                    kept.put(secret, places);
                }
            }
            assertEquals(KEPT, kept);
        }
    }

    private void aWebhookThatIsSigned() {
        String endpoint = "/v1/webhook-endpoints/canary";
        String secret = "\"secret\": \"" + WEBHOOK_SECRET.text();
        String body = "{\"url\": \"" + application.resolve("/simulator/receiver") + "\", " + secret + "\"}";
        told(api.put(endpoint, body).expect(201));
        told(api.put(endpoint, body).expect(200));
        told(api.put(endpoint, body.replace("http:", "ftp:")).expect(400));
        told(api.put(endpoint, body.replace(secret, secret + " ")).expect(400));
        told(api.put(endpoint + "/position", "{" + secret + "\"}").expect(400));
        told(api.get(endpoint).expect(200));
        told(api.get("/v1/webhook-endpoints?secret=" + WEBHOOK_SECRET.text()));
        assertEquals(
                WEBHOOK_SECRET.text(), api.get(endpoint + "/secret").expect(200).text("secret"));
    }

    private static void note(TreeSet<String> places, String place, String text, Secret secret) {
        if (WhereFound.in(text, secret.text())) {
            places.add(place);
        }
    }

    /** Done, again, otherwise, unknown and refused: each way that a key's row and a receipt's entry can go. */
    private void everyOperationUnderTheKey() {
        int number = 0;
        for (Kind kind : Kind.values()) {
            for (Command command : List.of(kind.fresh(api), kind.refused(api))) {
                String key = IDEMPOTENCY_KEY.text() + "-" + number++;
                told(api.post(command.path(), key, command.body()));
                told(api.post(command.path(), key, command.body()));
                kind.others(api, command).values().forEach(other -> told(api.post(other.path(), key, other.body())));
                told(api.current(key));
                told(api.postWith("/v1/operations/current/abandon", "", "Idempotency-Key", key));
                told(api.postWith(
                        command.path(),
                        command.with("idempotencyKey", Kind.text(key + "x")).body()));
            }
        }
        for (String method : List.of("pm_garbled", "pm_unavailable", "pm_flaky", "pm_timeout_uncharged")) {
            String key = IDEMPOTENCY_KEY.text() + "-" + method;
            String path = "/v1/orders/" + api.order(1000) + "/payments";
            told(api.post(path, key, Api.paymentOf(1000, method)));
            told(api.post(path, key, Api.paymentOf(1000, method)));
        }
        String order = api.order(1000);
        api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201);
        for (String key : List.of(IDEMPOTENCY_KEY.text(), IDEMPOTENCY_KEY.text() + "-again")) {
            told(api.post("/v1/orders/" + order + "/receipts", key, email(EMAIL.text()))
                    .expect(200));
            told(api.post("/v1/orders/" + order + "/receipts", key, email(EMAIL.text()))
                    .expect(200));
            told(api.post("/v1/orders/" + order + "/receipts", key, email("x" + EMAIL.text()))
                    .expect(422));
        }
        for (String list : List.of("orders", "transfers", "operations", "balances", "semantics")) {
            told(api.get("/v1/" + list).expect(200));
        }
    }

    private static String email(String address) {
        return "{\"email\": \"" + address + "\"}";
    }

    private void cardNumbersInEveryText() {
        String groups = CARD.text().replaceAll("(....)(?!$)", "$1 ");
        for (Kind kind : Kind.values()) {
            Command command = kind.fresh(api);
            for (String written : List.of(CARD.text(), groups, groups.replace(' ', '-'), "no. " + CARD.text() + "!")) {
                List<Command> refused = new ArrayList<>();
                command.json().fieldNames().forEachRemaining(field -> {
                    JsonNode value = command.json().get(field);
                    if (!OWN_NUMBERS.contains(field) && (value.isTextual() || value.isObject())) {
                        refused.add(command.with(field, Kind.text(written)));
                    }
                });
                if (command.json().has("metadata")) {
                    ObjectNode nested = command.json().objectNode();
                    nested.putObject("a").putArray("b").add(written);
                    refused.add(command.with("metadata", nested));
                    refused.add(
                            command.with("metadata", command.json().objectNode().put(written, 1)));
                    refused.add(command.with(
                            "metadata", command.json().objectNode().put("n", Long.parseLong(CARD.text()))));
                }
                refused.add(command.with("cardNumber", Kind.text(written)));
                refused.forEach(each -> {
                    Answer answer = told(api.post(each.path(), Api.newKey(), each.body()));
                    assertTrue(answer.status() == 400 || isNeverKept(each), () -> each + " " + answer);
                });
            }
        }
        for (String path : List.of("/v1/orders/", "/v1/", "/", "/q/", "/problems/", "/v1/orders?reference=x&status=")) {
            told(api.get(path + CARD.text()));
        }
        told(api.postWith("/v1/orders", "{\"customer\": " + CARD.text(), "Idempotency-Key", Api.newKey()));
        told(api.postWith("/v1/orders", Api.orderOf(1), "Idempotency-Key", Api.newKey(), "X-Card", CARD.text()));
        told(api.postWith("/v1/orders", Api.orderOf(1), "Idempotency-Key", Api.newKey(), "Cookie", CARD.text()));
    }

    /** What is noise and not kept either may be anything. */
    private static boolean isNeverKept(Command command) {
        return CARD.text().equals(digits(command.json().path("clientNonce")))
                || CARD.text().equals(digits(command.json().path("clientTimestamp")));
    }

    private static String digits(JsonNode value) {
        return value.asText().replaceAll("[^0-9]", "");
    }

    private void keysWhereTheyDoNotBelong() {
        String key = UNUSED_KEY.text();
        for (String query : List.of("idempotency_key", "Idempotency-Key", "key", "reference", "cursor", "limit")) {
            told(api.postWith("/v1/orders?" + query + "=" + key, Api.orderOf(1), "Idempotency-Key", key));
            told(api.get("/v1/orders?" + query + "=" + key));
        }
        for (String path : List.of("/v1/operations/", "/v1/orders/", "/nowhere/", "/console/")) {
            told(api.get(path + key));
        }
        for (String body : List.of("", "[]", "{", "{\"customer\": 1}", " ".repeat(70_000), "\u0000")) {
            told(api.post("/v1/orders", key, body));
        }
        told(api.postWith("/v1/orders", Api.orderOf(1), "Idempotency-Key", key, "X-Idempotency-Key", key + "x"));
        told(api.postWith("/v1/orders", Api.orderOf(1), "Idempotency-Key", key + " " + key));
        told(api.postWith("/v1/orders", Api.orderOf(1), "Idempotency-Key", key, "Content-Encoding", "gzip"));
        told(api.post("/v1/orders/" + api.merchant + "/receipts", key, email("nobody@example.com")));
        told(api.current(key));
    }

    private void credentialsWhereTheyDoNotBelong() {
        String merchant = created("/admin/merchants", "{\"name\": \"canary\"}").path("id");
        Response other = created("/admin/merchants/" + merchant + "/api-keys", "{\"name\": \"second\"}");
        told(given().header("Authorization", "Bearer " + ADMIN_TOKEN.text())
                .get("/admin/merchants/" + merchant + "/api-keys"));
        given().header("Authorization", "Bearer " + ADMIN_TOKEN.text())
                .delete("/admin/merchants/" + merchant + "/api-keys/" + other.path("id"))
                .then()
                .statusCode(204);
        for (Secret secret : List.of(API_KEY, WRONG_API_KEY, ADMIN_TOKEN, WRONG_ADMIN_TOKEN)) {
            for (String path : List.of("/v1/orders", "/admin/merchants", "/nowhere", "/q/health")) {
                for (String scheme : List.of("Bearer ", "Basic ", "", "Bearer  ", "Bearer x")) {
                    told(given().header("Authorization", scheme + secret.text())
                            .contentType("application/json")
                            .body("{}")
                            .post(path));
                }
                told(given().header("X-Api-Key", secret.text())
                        .header("Cookie", "key=" + secret.text())
                        .get(path));
                told(given().header("Referer", secret.text())
                        .header("User-Agent", secret.text())
                        .get(path));
                told(given().queryParam("access_token", secret.text()).get(path));
                told(given().get(path + "/" + secret.text()));
                told(api.get(path + "?api_key=" + secret.text()));
            }
        }
    }

    /** Makes what has a key of its own, which is the one that its answer may show. */
    private static Response created(String path, String body) {
        Response answer = given().header("Authorization", "Bearer " + ADMIN_TOKEN.text())
                .contentType("application/json")
                .body(body)
                .post(path);
        assertEquals(201, answer.statusCode());
        assertEquals("no-store", answer.header("Cache-Control"));
        assertFalse(WhereFound.in(answer.asString(), ADMIN_TOKEN.text()));
        return answer;
    }

    private void addressesWhereTheyDoNotBelong() {
        String receipts = "/v1/orders/" + api.order(1000) + "/receipts";
        told(api.post(receipts, Api.newKey(), email(EMAIL.text())).expect(409));
        told(api.post(receipts, Api.newKey(), "{\"mail\": \"" + EMAIL.text() + "\"}")
                .expect(400));
        told(api.post(receipts, Api.newKey(), email(EMAIL.text() + "." + "x".repeat(300)))
                .expect(400));
        told(api.post(receipts, Api.newKey(), email(EMAIL.text()).replace("}", ""))
                .expect(400));
        told(api.post(receipts + "?email=" + EMAIL.text(), Api.newKey(), email("a@example.com")));
        told(api.get("/v1/orders?email=" + EMAIL.text()).expect(400));
        told(api.get("/v1/orders/" + EMAIL.text()));
        told(api.postWith(receipts, email("a@example.com"), "Idempotency-Key", EMAIL.text()));
        told(api.postWith(receipts, email("a@example.com"), "Idempotency-Key", Api.newKey(), "From", EMAIL.text()));
    }

    private Answer told(Answer answer) {
        answers.add(answer.headers().map() + " " + answer.body());
        return answer;
    }

    private void told(Response answer) {
        answers.add(answer.headers() + " " + answer.asString());
    }
}
