package dev.payonce.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders: what is the same one, what the reference guards, who may cancel, and how they are read. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class OrderTest {

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private static String order(String items) {
        return "{\"customer\": \"cust_1\", \"currency\": \"EUR\", \"items\": " + items + "}";
    }

    private static String referring(String reference) {
        return Api.orderOf(1000).replaceFirst("\\{", "{\"reference\": \"" + reference + "\", ");
    }

    private Answer place(String body) {
        return api.post("/v1/orders", key, body);
    }

    private Answer cancel(String order, String underKey) {
        return api.post("/v1/orders/" + order + "/cancel", underKey, "{}");
    }

    private long orders() {
        return Database.number("SELECT count(*) FROM orders WHERE merchant_id = ?", api.merchant);
    }

    @Test
    void anOrderShowsWhatWasOrderedAndWhatItComesTo() {
        Answer placed = place("""
                {"customer": "cust_1", "currency": "EUR", "reference": "2026-1", "note": "line 1\\nline 2",
                 "metadata": {"channel": "web", "tags": [1, 2]},
                 "items": [{"sku": "A", "quantity": 3, "unitPrice": 250}, {"sku": "B", "quantity": 1, "unitPrice": 1}]}""").expect(201);

        JsonNode order = placed.json();
        assertEquals("OPEN", order.path("status").asText());
        assertEquals(751, order.path("total").asLong());
        assertEquals(0, order.path("amountRefunded").asLong());
        assertEquals("2026-1", order.path("reference").asText());
        assertEquals("line 1\nline 2", order.path("note").asText());
        assertEquals("[1,2]", order.at("/metadata/tags").toString());
        assertEquals("A", order.at("/items/0/sku").asText());
        assertEquals(7, UUID.fromString(placed.id()).version(), "ids are ordered by time");
        assertEquals("/v1/orders/" + placed.id(), placed.header("Location"));
    }

    @Test
    void theSameItemsInAnotherOrderAreTheSameOrderAndTheFirstSpellingStays() {
        String a = "{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}";
        String b = "{\"sku\": \"B\", \"quantity\": 2, \"unitPrice\": 7}";
        Answer first = place(order("[" + a + "," + b + "," + a + "]")).expect(201);

        assertEquals(
                first.body(),
                place(order("[" + b + "," + a + "," + a + "]")).expect(200).body());
        for (String other : List.of("[" + a + "," + b + "]", "[" + a + "," + b + "," + b + "]")) {
            assertEquals(
                    "items",
                    place(order(other))
                            .expect(422)
                            .json()
                            .at("/differingFields/0")
                            .asText());
        }
    }

    @Test
    void oneLineOfTwoPiecesIsNotTwoLinesOfOne() {
        place(order("[{\"sku\": \"A\", \"quantity\": 2, \"unitPrice\": 5}]")).expect(201);

        String one = "{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}";
        place(order("[" + one + "," + one + "]")).expect(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000.0", "1e3", "1E+3", "10.00e2", "1000.000"})
    void anAmountIsTheSameInEverySpellingOfItsNumber(String spelling) {
        Answer first = place(Api.orderOf(1000)).expect(201);

        Answer again = place(Api.orderOf(1000).replace("1000", spelling)).expect(200);
        assertEquals(first.body(), again.body());

        Answer spelledFirst =
                api.post("/v1/orders", Api.newKey(), Api.orderOf(1000).replace("1000", spelling));
        assertEquals(1000, spelledFirst.expect(201).json().path("total").asLong());
    }

    @Test
    void neitherBytesNorSpellingOfJsonTellOrdersApart() {
        Answer first = place("{\"customer\":\"Zo\u00eb\",\"currency\":\"EUR\",\"items\":[{\"sku\":\"A\",\"quantity\":1,"
                        + "\"unitPrice\":5}]}")
                .expect(201);

        Answer again = place("""
                { "items" : [ { "unitPrice" : 5, "quantity" : 1, "sku" : "\\u0041" } ], "reference" : null,
                  "currency" : "EUR", "note" : null, "customer" : "Zoe\\u0308" }""");
        assertEquals(first.body(), again.expect(200).body());
    }

    @Test
    void theReferenceGuardsTheOrderAfterTheKeyIsGone() {
        Answer first = place(referring("2026-7")).expect(201);

        for (String body : List.of(referring("2026-7"), referring("2026-7").replace("cust_1", "cust_2"))) {
            Answer duplicate = api.post("/v1/orders", Api.newKey(), body).expect(409);
            assertEquals("duplicate-operation", duplicate.problem());
            assertEquals("/v1/orders/" + first.id(), duplicate.text("resource"));
        }
        Api.newMerchant().post("/v1/orders", key, referring("2026-7")).expect(201);
        assertEquals(1, orders());
    }

    @Test
    void twoEqualOrdersUnderTwoKeysAreTwoOrders() {
        Answer first = place(Api.orderOf(1000)).expect(201);
        Answer second = api.post("/v1/orders", Api.newKey(), Api.orderOf(1000)).expect(201);

        assertNotEquals(first.id(), second.id());
        assertEquals(2, orders());
    }

    @Test
    void anOpenOrderCanBeCancelledAndCancellingItAgainChangesNothing() {
        String order = api.order(1000);
        Answer cancelled = cancel(order, key).expect(200);
        assertEquals("CANCELLED", cancelled.text("status"));
        assertEquals("/v1/orders/" + order, cancelled.header("Location"));

        Answer again = cancel(order, Api.newKey()).expect(200);
        assertEquals(cancelled.body(), again.body());
        assertTrue(!again.replayed(), "another key, another operation, that had nothing to do");
        assertEquals(
                "order-not-payable",
                api.pay(order, Api.newKey(), 1000, "pm_ok").expect(409).problem());
    }

    @Test
    void aCancellationNeedsNoBody() {
        String order = api.order(1000);
        assertEquals(
                "CANCELLED",
                api.post("/v1/orders/" + order + "/cancel", key, "").expect(200).text("status"));

        assertTrue(cancel(order, key).expect(200).replayed(), "no body and an empty one mean the same");
    }

    @Test
    void aPaidOrRefundedOrPendingOrderCannotBeCancelled() {
        String order = api.order(1000);
        String payment = api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201).id();
        for (String status : List.of("PAID", "PARTIALLY_REFUNDED", "REFUNDED")) {
            assertEquals(status, api.orderStatus(order));
            Answer refused = cancel(order, Api.newKey()).expect(409);
            assertEquals("order-not-cancellable", refused.problem());
            assertEquals("/v1/orders/" + order, refused.text("resource"));
            if (!status.equals("REFUNDED")) {
                api.refund(payment, Api.newKey(), status.equals("PAID") ? Api.partialOf(1) : Api.FULL)
                        .expect(201);
            }
        }
        String pending = api.order(1000);
        api.pay(pending, Api.newKey(), 1000, "pm_unavailable").expect(503);
        assertEquals(
                "order-not-cancellable",
                cancel(pending, Api.newKey()).expect(409).problem());
        assertEquals("PAYMENT_PENDING", api.orderStatus(pending));
    }

    @Test
    void aRefusedCancellationStaysRefusedUnderItsKeyEvenIfItWouldSucceedNow() {
        String order = api.order(1000);
        var slow = api.send(
                "/v1/orders/" + order + "/payments", Api.newKey(), Api.paymentOf(1000, "pm_timeout_uncharged"));
        Api.await(
                () -> api.get("/v1/orders/" + order),
                found -> found.text("status").equals("PAYMENT_PENDING"));
        Answer refused = cancel(order, key).expect(409);

        Api.join(slow).expect(202);
        Api.await(
                () -> api.get("/v1/orders/" + order),
                found -> found.text("status").equals("OPEN"));
        assertEquals(refused.body(), cancel(order, key).expect(409).body());
        cancel(order, Api.newKey()).expect(200);
    }

    @Test
    void listsShowNewestFirstAPageAtATimeAndEveryOrderOnce() {
        var placed = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            placed.add(0, api.order(1000));
        }
        cancel(placed.get(3), key).expect(200);
        Api.newMerchant().order(1000);

        var shown = new ArrayList<String>();
        String next = "/v1/orders?limit=3";
        for (int page = 0; page < 3; page++) {
            JsonNode answer = api.get(next).expect(200).json();
            assertEquals(page < 2 ? 3 : 1, answer.path("data").size());
            assertEquals(page == 2, answer.path("nextCursor").isNull());
            answer.path("data").forEach(order -> shown.add(order.path("id").asText()));
            next = "/v1/orders?limit=3&cursor=" + answer.path("nextCursor").asText();
        }
        assertEquals(placed, shown);
        JsonNode cancelled = api.get("/v1/orders?status=CANCELLED").expect(200).json();
        assertEquals(1, cancelled.path("data").size());
        assertEquals(placed.get(3), cancelled.at("/data/0/id").asText());
        assertTrue(cancelled.path("nextCursor").isNull());
        assertEquals(6, api.get("/v1/orders?status=OPEN").json().path("data").size());
        assertEquals(0, api.get("/v1/orders?status=PAID").json().path("data").size());
    }

    @Test
    void whoLostTheKeyFindsTheOrderByItsReferenceAlsoACancelledOne() {
        String order = place(referring("Zo\u00eb-1")).expect(201).id();
        api.order(1000);

        // Composed or decomposed: one text.
        for (String spelling : List.of("Zo%C3%AB-1", "Zoe%CC%88-1", "%5ao%c3%ab-1")) {
            assertEquals(List.of(order), listed("reference=" + spelling));
        }
        assertEquals(List.of(), listed("reference=Zoe-1"));
        assertEquals(List.of(order), listed("reference=Zo%C3%AB-1&status=OPEN&limit=1"));
        api.post("/v1/orders/" + order + "/cancel", Api.newKey(), "{}").expect(200);
        assertEquals(List.of(), listed("reference=Zo%C3%AB-1&status=OPEN"));
        assertEquals(List.of(order), listed("reference=Zo%C3%AB-1&status=CANCELLED"));
        assertEquals(
                "duplicate-operation",
                api.post("/v1/orders", Api.newKey(), referring("Zo\u00eb-1"))
                        .expect(409)
                        .problem());
    }

    private List<String> listed(String query) {
        var ids = new ArrayList<String>();
        JsonNode list = api.get("/v1/orders?" + query).expect(200).json();
        list.path("data").forEach(order -> ids.add(order.path("id").asText()));
        assertTrue(list.path("nextCursor").isNull());
        return ids;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=x",
                "cursor=x",
                "cursor=AAAAAAAAAAAAAAAAAAAAAA",
                "cursor=f_________8AAAAAAAAAAAAAAAAAAAAA",
                "cursor=gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "status=open",
                "status=NONE",
                "limit=",
                "cursor=",
                "status=",
                "reference=",
                "reference=a%00b",
                "reference=a%0Ab",
                "reference=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aListRefusesWhatItDoesNotUnderstand(String query) {
        Answer refused = api.get("/v1/orders?" + query).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertEquals(
                query.replaceAll("=.*", ""),
                refused.json().at("/violations/0/field").asText());
    }

    @Test
    void anotherMerchantsOrderDoesNotExist() {
        String order = api.order(1000);
        Api other = Api.newMerchant();

        assertEquals("not-found", other.get("/v1/orders/" + order).expect(404).problem());
        assertEquals(
                "not-found",
                other.get("/v1/orders/" + order + "/payments").expect(404).problem());
        assertEquals(
                "not-found",
                other.post("/v1/orders/" + order + "/cancel", key, "{}")
                        .expect(404)
                        .problem());
        assertEquals(
                "not-found",
                other.pay(order, Api.newKey(), 1000, "pm_ok").expect(404).problem());
        assertEquals("OPEN", api.orderStatus(order));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "not json",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": []}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 10.5}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": \"10\"}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 0, \"unitPrice\": 10}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 0}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5, \"x\": 1}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [null]}",
                "{\"customer\": \"c\", \"currency\": \"XXQ\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}]}",
                "{\"customer\": \"c\", \"currency\": \"eur\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}]}",
                "{\"customer\": \"\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}]}",
                "{\"customer\": \"c\", \"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"curency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 5}]}",
                "{\"customer\": \"c\", \"currency\": \"EUR\", \"items\": [{\"sku\": \"A\", \"quantity\": 1000000, \"unitPrice\": 999999999999}]}"
            })
    void badInputWritesNothingAndUsesNoKeyUp(String bad) {
        assertEquals("invalid-request", place(bad).expect(400).problem());
        assertEquals(404, api.current(key).status());
        assertEquals(0, orders());

        place(Api.orderOf(1000)).expect(201);
    }
}
