package dev.payonce.event;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class EventTest {

    private final Api api = Api.newMerchant();

    private List<JsonNode> events() {
        var events = new ArrayList<JsonNode>();
        String after = "";
        for (JsonNode page = page(""); !page.path("data").isEmpty(); page = page("&after=" + after)) {
            page.path("data").forEach(events::add);
            after = page.path("nextCursor").asText();
        }
        return events;
    }

    private JsonNode page(String query) {
        return api.get("/v1/events?limit=2" + query).expect(200).json();
    }

    private List<String> types() {
        return events().stream().map(event -> event.path("type").asText()).toList();
    }

    /** The one event of this type. */
    private JsonNode event(String type) {
        JsonNode data = api.get("/v1/events?type=" + type).expect(200).json().path("data");
        assertEquals(1, data.size(), data::toString);
        return data.path(0);
    }

    @Test
    void eachEffectMakesOneEventInTheOrderOfTheirHappening() {
        String declined = api.order(1000);
        api.pay(declined, Api.newKey(), 1000, "pm_declined").expect(402);
        api.post("/v1/orders/" + declined + "/cancel", Api.newKey(), "{}").expect(200);
        String payment = api.paid(1000);
        api.refund(payment, Api.newKey(), Api.partialOf(400)).expect(201);
        api.transfer(Api.newKey(), Api.transferOf(100)).expect(201);
        String refused = api.paid(1000, "pm_refund_refused");
        api.refund(refused, Api.newKey(), Api.FULL).expect(402);
        assertEquals(
                List.of(
                        "order.created",
                        "payment.failed",
                        "order.cancelled",
                        "order.created",
                        "payment.succeeded",
                        "refund.succeeded",
                        "transfer.created",
                        "order.created",
                        "payment.succeeded",
                        "refund.failed"),
                types());
    }

    @Test
    void anEventShowsTheResourceAsItWasAnsweredAndNamesTheRequestThatAsked() {
        String key = Api.newKey();
        Answer order = api.post("/v1/orders", key, """
                {"customer": "ada", "currency": "EUR", "items": [{"sku": "tea", "quantity": 1, "unitPrice": 500}],
                 "metadata": {"exact": 1.10}}""").expect(201);
        JsonNode event = event("order.created");
        assertEquals(
                Set.of("id", "type", "createdAt", "operation", "requestId", "resource", "data"),
                new TreeSet<>(names(event)));
        assertEquals(order.json(), event.path("data"));
        assertTrue(api.get("/v1/events").body().contains("{\"exact\":1.10}"));
        assertEquals(order.header("X-Request-ID"), event.path("requestId").asText());
        assertEquals("/v1/orders/" + order.id(), event.path("resource").asText());
        assertEquals(api.current(key).id(), event.path("operation").asText().replace("/v1/operations/", ""));
        api.get(event.path("operation").asText()).expect(200);
        assertEquals(7, UUID.fromString(event.path("id").asText()).version());
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyOtherEventShowsItsResourceTooAndAFailedOneAsItIsReadAfterwards() {
        String payment = api.paid(1000, "pm_refund_refused");
        assertEquals(
                api.get("/v1/payments/" + payment).json(),
                event("payment.succeeded").path("data"));
        Answer refused = api.refund(payment, Api.newKey(), """
                {"kind": "FULL", "reference": "return-1"}""").expect(402);
        assertEquals(
                api.get(refused.text("resource")).json(), event("refund.failed").path("data"));
        Answer transfer = api.transfer(Api.newKey(), Api.transferOf(100)).expect(201);
        assertEquals(transfer.json(), event("transfer.created").path("data"));
        String order = api.order(1000);
        Answer declined = api.pay(order, Api.newKey(), 1000, "pm_declined").expect(402);
        assertEquals(
                api.get(declined.text("resource")).json(),
                event("payment.failed").path("data"));
        Answer cancelled = api.post("/v1/orders/" + order + "/cancel", Api.newKey(), "{}");
        assertEquals(cancelled.json(), event("order.cancelled").path("data"));
        String other = api.paid(1000);
        Answer refund = api.refund(other, Api.newKey(), Api.FULL).expect(201);
        assertEquals(refund.json(), event("refund.succeeded").path("data"));
    }

    @Test
    void aReplayARefusalAndACancellationThatChangesNothingMakeNone() {
        String key = Api.newKey();
        String order =
                api.post("/v1/orders", key, Api.orderOf(1000)).expect(201).id();
        assertTrue(api.post("/v1/orders", key, Api.orderOf(1000)).replayed());
        api.pay(order, Api.newKey(), 999, "pm_ok").expect(409);
        String paid = Api.newKey();
        api.pay(order, paid, 1000, "pm_ok").expect(201);
        assertTrue(api.pay(order, paid, 1000, "pm_ok").replayed());
        api.transfer(Api.newKey(), Api.transferOf(1001)).expect(409);
        api.post("/v1/orders/" + order + "/cancel", Api.newKey(), "{}").expect(409);
        String cancelled = api.order(1);
        String cancel = Api.newKey();
        api.post("/v1/orders/" + cancelled + "/cancel", cancel, "{}").expect(200);
        assertTrue(api.post("/v1/orders/" + cancelled + "/cancel", cancel, "{}").replayed());
        api.post("/v1/orders/" + cancelled + "/cancel", Api.newKey(), "{}").expect(200);
        assertEquals(List.of("order.created", "payment.succeeded", "order.created", "order.cancelled"), types());
    }

    @Test
    void ofOrdersThatCommitTogetherThoseThatArePlacedMakeAnEventAndNoOthers() {
        String body = Api.orderOf(1000).replace("{\"customer\"", "{\"reference\": \"one\", \"customer\"");
        String key = Api.newKey();
        var answers = Stream.concat(
                        api.storm(20, () -> api.send("/v1/orders", Api.newKey(), Api.orderOf(500))).stream(),
                        Stream.concat(
                                api.storm(20, () -> api.send("/v1/orders", Api.newKey(), body)).stream(),
                                api.storm(20, () -> api.send("/v1/orders", key, Api.orderOf(700))).stream()))
                .toList();
        var placed = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(Answer::id)
                .sorted()
                .toList();
        assertEquals(22, placed.size());
        assertEquals(
                placed,
                events().stream()
                        .map(event -> event.path("data").path("id").asText())
                        .sorted()
                        .toList());
    }

    @Test
    void whatRecoverySettlesMakesItsEventInTheNameOfTheRequestThatAsked() {
        Answer asked =
                api.pay(api.order(1000), Api.newKey(), 1000, "pm_garbled").expect(202);
        Database.await(
                1, "SELECT count(*) FROM new_event WHERE merchant_id = ? AND type = 'payment.succeeded'", api.merchant);
        assertEquals(
                asked.header("X-Request-ID"),
                event("payment.succeeded").path("requestId").asText());
    }

    @Test
    void aReaderSkipsNoEventOfATransactionThatCommitsLate() throws Exception {
        String order = api.order(1);
        var seen = new ArrayList<String>();
        String after;
        try (var late = Database.transaction();
                var insert = late.prepareStatement("""
                        INSERT INTO new_event (merchant_id, id, type, operation_ids, resource_ids, request_ids)
                        SELECT merchant_id, id, 'order.cancelled', ARRAY[id], ARRAY[id], ARRAY['late']
                          FROM orders
                         WHERE merchant_id = ? AND id = ?::uuid
                        """)) {
            insert.setObject(1, api.merchant);
            insert.setObject(2, order);
            insert.executeUpdate(); // has its time, and is not committed
            api.order(2);
            JsonNode page = page("");
            assertEquals(2, page.path("data").size());
            page.path("data").forEach(event -> seen.add(event.path("type").asText()));
            after = page.path("nextCursor").asText();
            assertTrue(page("&after=" + after).path("data").isEmpty());
            late.commit();
        }
        api.order(3);
        page("&after=" + after)
                .path("data")
                .forEach(event -> seen.add(event.path("type").asText()));
        assertEquals(List.of("order.created", "order.created", "order.cancelled", "order.created"), seen);
    }

    @Test
    void manyReadersWhoFollowWhileEventsAreMadeSeeThemAllInOneOrder() throws Exception {
        int orders = 200;
        var readers = new ArrayList<CompletableFuture<List<String>>>();
        for (int reader = 0; reader < 4; reader++) {
            readers.add(CompletableFuture.supplyAsync(() -> follow(orders)));
        }
        for (int batch = 0; batch < orders / 20; batch++) {
            api.storm(20, () -> api.send("/v1/orders", Api.newKey(), Api.orderOf(100)));
        }
        var sequences = new TreeSet<String>();
        for (var reader : readers) {
            sequences.add(String.join(" ", reader.get()));
        }
        assertEquals(1, sequences.size());
        assertEquals(orders, Set.of(sequences.first().split(" ")).size());
    }

    /** The ids of so many events, as one reader comes upon them. */
    private List<String> follow(int events) {
        var seen = new ArrayList<String>();
        String after = "";
        while (seen.size() < events) {
            JsonNode page = api.get("/v1/events?limit=7" + after).expect(200).json();
            page.path("data").forEach(event -> seen.add(event.path("id").asText()));
            if (!page.path("nextCursor").isNull()) {
                after = "&after=" + page.path("nextCursor").asText();
            }
        }
        return seen;
    }

    @Test
    void aPageTellsWhereToGoOnAndAnEmptyOneThatNothingFollowsYet() {
        api.order(1);
        JsonNode page = api.get("/v1/events").expect(200).json();
        String last = page.path("nextCursor").asText();
        assertEquals(page.path("data").path(0).path("id").asText(), last);
        ObjectNode empty =
                (ObjectNode) api.get("/v1/events?after=" + last).expect(200).json();
        assertTrue(empty.path("data").isEmpty());
        assertTrue(empty.path("nextCursor").isNull());
        api.order(2);
        assertEquals(1, api.get("/v1/events?after=" + last).json().path("data").size());
    }

    @Test
    void aListOfOneTypeGoesOnAfterAnyEvent() {
        String first = api.order(1);
        api.post("/v1/orders/" + first + "/cancel", Api.newKey(), "{}").expect(200);
        api.order(2);
        String cancelled = event("order.cancelled").path("id").asText();
        JsonNode after = api.get("/v1/events?type=order.created&after=" + cancelled)
                .json()
                .path("data");
        assertEquals(1, after.size());
        assertEquals(2, after.path(0).path("data").path("total").asLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=x",
                "after=1-1-1-1-1",
                "after=7fffffff-ffff-7fff-bfff-ffffffffffff",
                "after=00000000-0000-4000-8000-000000000000",
                "type=order.paid",
                "type=ORDER_CREATED",
                "limit=0",
                "limit=101",
                "limit=x",
                "cursor=x"
            })
    void whatNamesNothingIsRefused(String query) {
        Answer refused = api.get("/v1/events?" + query).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertEquals(
                query.split("=")[0],
                refused.json().path("violations").path(0).path("field").asText());
    }

    @Test
    void anotherMerchantsEventsAreNeitherSeenNorAPlaceToGoOnFrom() {
        api.order(1);
        String theirs = event("order.created").path("id").asText();
        Api other = Api.newMerchant();
        assertTrue(other.get("/v1/events").json().path("data").isEmpty());
        assertEquals(
                "invalid-request",
                other.get("/v1/events?after=" + theirs).expect(400).problem());
    }

    @Test
    void withoutAnApiKeyThereAreNoEvents() {
        given().get("/v1/events").then().statusCode(401);
    }
}
