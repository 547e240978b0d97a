package dev.payonce.semantics;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dry run says what a key would say, since the same code says it; and it leaves nothing behind. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ComparisonTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31";

    /** A side whose body is the very text. */
    private static ObjectNode side(String operation, String resource, String body) {
        return JSON.createObjectNode()
                .put("operation", operation)
                .put("resource", resource)
                .put("body", body);
    }

    private static JsonNode compare(JsonNode left, JsonNode right) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.set("left", left);
        request.set("right", right);
        return JSON.readTree(given().contentType("application/json")
                .body(request.toString())
                .post("/semantics/compare")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static JsonNode transfers(String left, String right) throws Exception {
        return compare(side("transfer.create", null, left), side("transfer.create", null, right));
    }

    private static JsonNode payments(String left, String right) throws Exception {
        return compare(side("payment.create", ID, left), side("payment.create", ID, right));
    }

    private static String amount(String amount) {
        return "{\"amount\": " + amount + ", \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}";
    }

    private static String transferTo(String recipient) {
        return "{\"recipient\": \"" + recipient + "\", \"amount\": 1000, \"currency\": \"EUR\"}";
    }

    private static JsonNode field(JsonNode comparison, String name) {
        for (JsonNode row : comparison.path("fields")) {
            if (row.path("field").asText().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no field " + name + " in " + comparison);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void assertOne(JsonNode comparison) {
        assertTrue(comparison.path("same").asBoolean(), comparison::toString);
        assertEquals(comparison.at("/left/fingerprint"), comparison.at("/right/fingerprint"));
        assertEquals(comparison.at("/left/canonical"), comparison.at("/right/canonical"));
        assertEquals(List.of(), texts(comparison.path("differingFields")));
    }

    private static void assertTwo(JsonNode comparison, String... differing) {
        assertTrue(
                comparison.path("same").isBoolean() && !comparison.path("same").asBoolean(), comparison::toString);
        assertNotEquals(comparison.at("/left/fingerprint"), comparison.at("/right/fingerprint"));
        assertEquals(List.of(differing), texts(comparison.path("differingFields")));
    }

    @Test
    void theSameAmountToAnotherRecipientIsAnotherOperation() throws Exception {
        JsonNode comparison = transfers(transferTo("acct_ada"), transferTo("acct_bob"));
        assertTwo(comparison, "recipient");
        JsonNode recipient = field(comparison, "recipient");
        assertTrue(recipient.path("identity").asBoolean()
                && recipient.path("differs").asBoolean());
        assertEquals("\"acct_ada\"", recipient.path("left").asText());
        assertEquals(
                "The same amount to somebody else is another transfer.",
                recipient.path("reason").asText());
        assertFalse(field(comparison, "amount").path("differs").asBoolean());
    }

    @Test
    void aPartialRefundIsNeverAFullOne() throws Exception {
        JsonNode comparison = compare(
                side("refund.create", ID, "{\"kind\": \"PARTIAL\", \"amount\": 1000}"),
                side("refund.create", ID, "{\"kind\": \"FULL\"}"));
        assertTwo(comparison, "amount", "kind");
        assertEquals(
                "{\"kind\":\"FULL\",\"payment\":\"" + ID + "\"}",
                comparison.at("/right/canonical").asText());
    }

    @Test
    void aRandomNonceDoesNotCountAndTheReasonIsTold() throws Exception {
        JsonNode comparison = payments(
                amount("1000").replace("}", ", \"clientNonce\": \"7f3a\"}"),
                amount("1000").replace("}", ", \"clientNonce\": 42}"));
        assertOne(comparison);
        JsonNode nonce = field(comparison, "clientNonce");
        assertTrue(nonce.path("differs").asBoolean() && !nonce.path("identity").asBoolean());
        assertEquals(
                "Random by design: it tells sendings apart, not intents.",
                nonce.path("reason").asText());
        assertTrue(comparison.path("explanation").asText().contains("clientNonce"));
    }

    @Test
    void itemsInAnotherOrderAreTheSameOrderAndOneMoreIsNot() throws Exception {
        String tea = "{\"sku\": \"tea\", \"quantity\": 1, \"unitPrice\": 500}";
        String pot = "{\"sku\": \"pot\", \"quantity\": 1, \"unitPrice\": 2500}";
        String order = "{\"customer\": \"ada\", \"currency\": \"EUR\", \"items\": [%s]}";
        JsonNode turned = compare(
                side("order.create", null, order.formatted(tea + ", " + pot)),
                side("order.create", null, order.formatted(pot + ", " + tea)));
        assertOne(turned);
        assertTrue(field(turned, "order of items").path("differs").asBoolean());
        assertTrue(field(turned, "items").path("writtenDifferently").asBoolean());

        JsonNode respelled = compare(
                side("order.create", null, order.formatted(tea + ", " + pot)),
                side("order.create", null, order.formatted(tea.replace("500", "5e2") + ", " + pot)));
        assertOne(respelled);
        assertFalse(field(respelled, "order of items").path("differs").asBoolean());
        assertTrue(field(respelled, "items").path("writtenDifferently").asBoolean());

        assertTwo(
                compare(
                        side("order.create", null, order.formatted(tea + ", " + pot)),
                        side("order.create", null, order.formatted(tea + ", " + tea + ", " + pot))),
                "items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000.0", "1e3", "1000.00", "10.0e2"})
    void anAmountIsItsValueHoweverItIsWritten(String spelling) throws Exception {
        JsonNode comparison = payments(amount("1000"), amount(spelling));
        assertOne(comparison);
        JsonNode amount = field(comparison, "amount");
        assertFalse(amount.path("differs").asBoolean());
        assertTrue(amount.path("writtenDifferently").asBoolean());
        assertEquals(spelling, amount.path("right").asText());
    }

    @Test
    void aTextIsTheSameInEverySpellingWhetherItCountsOrNot() throws Exception {
        JsonNode comparison = transfers(
                transferTo("Zo\u00eb").replace("}", ", \"memo\": \"\u00c5\", \"metadata\": {\"K\": \"\ud55c\"}}"),
                transferTo("Zoe\u0308")
                        .replace("}", ", \"memo\": \"\u212b\", \"metadata\": {\"\u212a\": \"\u1112\u1161\u11ab\"}}"));
        assertOne(comparison);
        for (String name : List.of("recipient", "memo", "metadata")) {
            JsonNode field = field(comparison, name);
            assertFalse(field.path("differs").asBoolean(), comparison::toString);
            assertTrue(field.path("writtenDifferently").asBoolean(), comparison::toString);
        }
    }

    @Test
    void numbersOfMetadataAreComparedDigitByDigitAsTheyAreKept() throws Exception {
        JsonNode comparison = transfers(
                transferTo("acct_ada").replace("}", ", \"metadata\": {\"n\": 1.0}}"),
                transferTo("acct_ada").replace("}", ", \"metadata\": {\"n\": 1.00}}"));
        assertOne(comparison);
        assertTrue(field(comparison, "metadata").path("differs").asBoolean());
    }

    @Test
    void aNameWithSomethingUnseenAtItsEndIsRefusedAsInEarnest() throws Exception {
        JsonNode comparison = transfers(transferTo("acct_ada"), transferTo("acct_ada\u200b"));
        assertTrue(comparison.path("same").isNull());
        assertEquals(
                "recipient", comparison.at("/right/problem/violations/0/field").asText());
    }

    @Test
    void tenPointZeroIsTenPointZeroZeroAndTenPointFiveIsNoAmount() throws Exception {
        assertOne(payments(amount("10.0"), amount("10.00")));
        JsonNode comparison = payments(amount("10.0"), amount("10.5"));
        assertTrue(comparison.path("same").isNull(), comparison::toString);
        assertTrue(comparison.at("/left/problem").isNull());
        assertEquals(64, comparison.at("/left/fingerprint").asText().length());
        assertEquals(
                "/problems/invalid-request",
                comparison.at("/right/problem/type").asText());
        assertEquals(
                "amount", comparison.at("/right/problem/violations/0/field").asText());
        assertTrue(comparison.at("/right/fingerprint").isNull());
    }

    @Test
    void theSameBodyToAnotherOperationOrResourceIsAnotherOperation() throws Exception {
        String other = ID.replace('0', '1');
        assertTwo(
                compare(side("payment.create", ID, amount("1000")), side("payment.create", other, amount("1000"))),
                "order");
        assertOne(compare(side("order.cancel", ID, null), side("order.cancel", ID.toUpperCase(), "{}")));
        for (String nothing : List.of("", "\r\n", "null", "{\"reason\": null}")) {
            assertOne(compare(side("order.cancel", ID, nothing), side("order.cancel", ID, "{}")));
        }
        JsonNode kinds = compare(
                side("transfer.create", null, transferTo("acct_ada")), side("payment.create", ID, amount("1000")));
        assertTwo(kinds, "operation");
        assertEquals(1, kinds.path("fields").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payment.create | '' | {} | resource",
                "payment.create | 7 | {} | resource",
                "transfer.create | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {} | resource",
                "payment.delete | '' | {} | operation",
                "refund.create | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {\"kind\": \"FULL\", \"amount\": 1} | amount",
                "refund.create | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {\"kind\": \"PARTIAL\"} | amount",
                "order.cancel | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {\"reason\": 1} | reason",
                "order.cancel | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {\"colour\": \"red\"} | colour",
                "order.cancel | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | {\"reason\": \"a\", \"reason\": \"a\"} | reason",
                "order.cancel | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | [] | ''",
                "order.cancel | 019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31 | not json | ''",
            })
    void aSideThatWouldBeRefusedIsRefusedWithTheFieldThatIsWrong(
            String operation, String resource, String body, String field) throws Exception {
        JsonNode comparison =
                compare(side(operation, resource.isEmpty() ? null : resource, body), side("order.cancel", ID, "{}"));
        assertTrue(comparison.path("same").isNull());
        assertEquals(field, comparison.at("/left/problem/violations/0/field").asText("absent"), comparison::toString);
        assertTrue(comparison.at("/right/problem").isNull());
    }

    @Test
    void aBodyMayBeAnObjectWhoseNumbersAreTakenDigitForDigit() throws Exception {
        JsonNode comparison = JSON.readTree(given().contentType("application/json")
                .body("""
                        {"left": {"operation": "payment.create", "resource": "%s", "body": %s},
                         "right": {"operation": "payment.create", "resource": "%s", "body": %s}}""".formatted(ID, amount("999999999999.00"), ID, amount("999999999999.00000001")))
                .post("/semantics/compare")
                .asString());
        assertTrue(comparison.at("/left/problem").isNull(), comparison::toString);
        assertEquals(
                "amount", comparison.at("/right/problem/violations/0/field").asText(), comparison::toString);
    }

    @Test
    void theFingerprintsAreThoseThatAKeyIsHeldAgainst() throws Exception {
        Api api = Api.newMerchant();
        String key = Api.newKey();
        String order =
                api.post("/v1/orders", key, Api.orderOf(1000)).expect(201).id();
        JsonNode compared =
                compare(side("order.create", null, Api.orderOf(1000)), side("order.create", null, Api.orderOf(1001)));
        assertEquals(
                1,
                Database.number(
                        "SELECT count(*) FROM idempotency_key WHERE operation_id = ?::uuid AND encode(fingerprint, 'hex') = ?",
                        order,
                        compared.at("/left/fingerprint").asText()));
        assertEquals(
                texts(api.post("/v1/orders", key, Api.orderOf(1001))
                        .expect(422)
                        .json()
                        .path("differingFields")),
                texts(compared.path("differingFields")));
    }

    @Test
    void nothingIsClaimedByAComparison() throws Exception {
        long before = Database.number("SELECT count(*) FROM idempotency_key");
        transfers(
                transferTo("acct_ada").replace("}", ", \"idempotencyKey\": \"comparison-1\"}"), transferTo("acct_ada"));
        assertEquals(before, Database.number("SELECT count(*) FROM idempotency_key"));
    }

    @Test
    void aComparisonOfNothingIsAnInvalidRequest() {
        given().contentType("application/json")
                .body("{\"left\": {\"operation\": \"order.cancel\"}}")
                .post("/semantics/compare")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        given().contentType("application/json")
                .body("{\"left\": \"" + "x".repeat(64 * 1024) + "\"}")
                .post("/semantics/compare")
                .then()
                .statusCode(413);
    }
}
