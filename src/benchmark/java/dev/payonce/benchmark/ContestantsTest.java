package dev.payonce.benchmark;

import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What payonce is compared with does what payonce does, as far as it is compared. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ContestantsTest {

    private static final String TEXTBOOK = "/v1/benchmark/textbook";

    private final Api api = Api.newMerchant();

    @Test
    void theTextbookWayLeavesTheSameOrderAndKey() {
        Answer ours = api.post("/v1/orders", Api.newKey(), Requests.ORDER_BODY).expect(201);
        Answer theirs = api.post(TEXTBOOK + "/orders", Api.newKey(), Requests.ORDER_BODY)
                .expect(201);
        assertEquals(comparable(ours), comparable(theirs));
        assertSameColumns("orders", "id", ours.id(), theirs.id());
        assertSameColumns("idempotency_key", "operation_id", ours.id(), theirs.id());
    }

    @Test
    void theTextbookWayLeavesTheSamePayment() {
        Answer ours = api.post(
                        "/v1/orders/" + api.order(Stock.TOTAL) + "/payments", Api.newKey(), Requests.PAYMENT_BODY)
                .expect(201);
        String order = api.order(Stock.TOTAL);
        Answer theirs = api.post(TEXTBOOK + "/orders/" + order + "/payments", Api.newKey(), Requests.PAYMENT_BODY)
                .expect(201);
        assertEquals(comparable(ours), comparable(theirs));
        assertSameColumns("payment", "id", ours.id(), theirs.id());
        assertSameColumns("orders", "id", ours.text("orderId"), theirs.text("orderId"));
        assertSameColumns("ledger_entry", "id", ours.id(), theirs.id());
        assertSameColumns("idempotency_key", "operation_id", ours.id(), theirs.id());
        assertEquals(2 * Stock.TOTAL, api.balance("EUR").path("captured").asLong());
        assertEquals(1, Api.statement(theirs.id()).size());
    }

    @Test
    void theTextbookWayReplays() {
        String key = Api.newKey();
        Answer first = api.post(TEXTBOOK + "/orders", key, Requests.ORDER_BODY).expect(201);
        Answer second = api.post(TEXTBOOK + "/orders", key, Requests.ORDER_BODY).expect(200);
        assertTrue(second.replayed());
        assertEquals(first.body(), second.body());
    }

    @Test
    void theKeylessWayLeavesTheSameOrderAndNoKey() {
        Answer ours = api.post("/v1/orders", Api.newKey(), Requests.ORDER_BODY).expect(201);
        Answer theirs = api.post("/v1/benchmark/keyless/orders", Api.newKey(), Requests.ORDER_BODY)
                .expect(201);
        assertEquals(comparable(ours), comparable(theirs));
        assertSameColumns("orders", "id", ours.id(), theirs.id());
        assertEquals(1, Database.number("SELECT count(*) FROM idempotency_key WHERE merchant_id = ?", api.merchant));
    }

    @Test
    void theCheckedAnswerIsTheOpenOneForMerchantsAlone() {
        RestAssured.get("/v1/benchmark/open").then().statusCode(200).body(is("here"));
        RestAssured.get("/v1/benchmark/checked").then().statusCode(401);
        assertEquals("here", api.get("/v1/benchmark/checked").expect(200).body());
    }

    /** Without what is each one's own: ids and times. */
    private static ObjectNode comparable(Answer answer) {
        return ((ObjectNode) answer.json()).without(List.of("id", "orderId", "gatewayReference", "createdAt"));
    }

    private static void assertSameColumns(String table, String column, String ours, String theirs) {
        assertEquals(columns(table, column, ours), columns(table, column, theirs), table);
    }

    /** Each column of a row with its value, but for what is each row's own: ids, digests and times. */
    private static List<String> columns(String table, String column, String id) {
        return Database.texts("""
                SELECT name || ' = ' || coalesce(regexp_replace(
                        regexp_replace(value, ',"createdAt":"[^"]*"', ''), -- which our answers get when they are told
                        '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|x[0-9a-f]{64}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+', '(own)', 'g'), 'null')
                  FROM %s row, jsonb_each_text(to_jsonb(row)) AS columns (name, value)
                 WHERE row.%s = ?
                 ORDER BY name
                """.formatted(table, column), UUID.fromString(id));
    }
}
