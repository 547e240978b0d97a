package dev.payonce.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments: one order is charged once, exactly, and whoever asks again is told why not. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class PaymentTest {

    private Api api;
    private String order;
    private final String key = Api.newKey();

    @BeforeEach
    void anOrder() {
        api = Api.newMerchant();
        order = api.order(1000);
    }

    private void nothingMoved() {
        assertEquals(0, Database.number("SELECT count(*) FROM payment WHERE merchant_id = ?", api.merchant));
        assertEquals(0, Database.number("SELECT count(*) FROM ledger_entry WHERE merchant_id = ?", api.merchant));
    }

    @Test
    void aPaymentShowsWhatWasChargedAndPaysTheOrder() {
        Answer paid = api.pay(order, key, 1000, "pm_ok").expect(201);

        JsonNode payment = paid.json();
        assertEquals("SUCCEEDED", payment.path("status").asText());
        assertEquals(order, payment.path("orderId").asText());
        assertEquals(1000, payment.path("amount").asLong());
        assertEquals("EUR", payment.path("currency").asText());
        assertEquals("pm_ok", payment.path("paymentMethod").asText());
        assertEquals(0, payment.path("amountRefunded").asLong());
        assertTrue(payment.path("failureCode").isNull());
        assertEquals("/v1/payments/" + paid.id(), paid.header("Location"));
        assertEquals("PAID", api.orderStatus(order));

        JsonNode entries = Api.statement(paid.id());
        assertEquals(1, entries.size());
        assertEquals(payment.path("gatewayReference"), entries.at("/0/id"));
        assertEquals(1000, entries.at("/0/amount").asLong());
        assertEquals(1000, api.balance("EUR").path("available").asLong());
    }

    @ParameterizedTest
    @CsvSource({"999, EUR", "1001, EUR", "1000, USD"})
    void amountAndCurrencyAreTheOrders(long amount, String currency) {
        String other = Api.paymentOf(amount, "pm_ok").replace("EUR", currency);
        Answer refused =
                api.post("/v1/orders/" + order + "/payments", key, other).expect(409);

        assertEquals("amount-mismatch", refused.problem());
        assertEquals("new-key", refused.text("retry"));
        nothingMoved();
        api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201);
        assertEquals(
                refused.body(),
                api.post("/v1/orders/" + order + "/payments", key, other).body());
    }

    @Test
    void aPaidOrderIsNotChargedAgainUnderAnotherKey() {
        Answer paid = api.pay(order, key, 1000, "pm_ok").expect(201);

        Answer refused = api.pay(order, Api.newKey(), 1000, "pm_ok").expect(409);
        assertEquals("order-not-payable", refused.problem());
        assertEquals("never", refused.text("retry"));
        api.refund(paid.id(), Api.newKey(), Api.FULL).expect(201);
        assertEquals(
                "order-not-payable",
                api.pay(order, Api.newKey(), 1000, "pm_ok").expect(409).problem());
        assertEquals(1, Database.number("SELECT count(*) FROM payment WHERE merchant_id = ?", api.merchant));
    }

    @Test
    void whileAPaymentIsUndecidedNoOtherBegins() {
        api.pay(order, key, 1000, "pm_unavailable").expect(503);

        Answer refused = api.pay(order, Api.newKey(), 1000, "pm_ok").expect(409);
        assertEquals("payment-pending", refused.problem());
        assertEquals("new-key", refused.text("retry"));
        assertEquals(1, Database.number("SELECT count(*) FROM payment WHERE merchant_id = ?", api.merchant));
    }

    @Test
    void aDeclinedPaymentOpensTheOrderAgainForAnotherKeyAndMethod() {
        Answer declined = api.pay(order, key, 1000, "pm_declined").expect(402);
        assertEquals("payment-declined", declined.problem());
        assertEquals("card_declined", declined.text("failureCode"));
        assertEquals("new-key", declined.text("retry"));
        assertEquals("OPEN", api.orderStatus(order));
        Answer failed = api.get(declined.text("resource")).expect(200);
        assertEquals("FAILED", failed.text("status"));
        assertEquals("card_declined", failed.text("failureCode"));

        api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201);
        assertEquals(
                declined.body(),
                api.pay(order, key, 1000, "pm_declined").expect(402).body());
    }

    @Test
    void theAttemptsToPayAnOrderAreListedNewestFirst() {
        String first = api.get(api.pay(order, Api.newKey(), 1000, "pm_declined").text("resource"))
                .id();
        String second = api.get(
                        api.pay(order, Api.newKey(), 1000, "pm_declined").text("resource"))
                .id();
        String third = api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201).id();

        JsonNode page =
                api.get("/v1/orders/" + order + "/payments?limit=2").expect(200).json();
        assertEquals(third, page.at("/data/0/id").asText());
        assertEquals(second, page.at("/data/1/id").asText());
        JsonNode last = api.get("/v1/orders/" + order + "/payments?limit=2&cursor="
                        + page.path("nextCursor").asText())
                .expect(200)
                .json();
        assertEquals(first, last.at("/data/0/id").asText());
        assertTrue(last.path("nextCursor").isNull());
    }

    @Test
    void theListGoesByTimeWhateverTheIdsAreAndShowsThoseOfOneMomentOnceEach() {
        for (int attempt = 0; attempt < 6; attempt++) {
            api.pay(order, Api.newKey(), 1000, "pm_declined").expect(402);
        }
        Database.update("UPDATE payment SET id = gen_random_uuid() WHERE merchant_id = ?", api.merchant);
        Database.update(
                "UPDATE payment SET created_at = date_trunc('day', created_at) WHERE merchant_id = ? AND id IN ("
                        + "SELECT id FROM payment WHERE merchant_id = ? ORDER BY created_at LIMIT 3)",
                api.merchant,
                api.merchant);
        var shown = new ArrayList<String>();
        String next = "";
        for (int page = 0; page < 6; page++) {
            JsonNode answer = api.get("/v1/orders/" + order + "/payments?limit=1" + next)
                    .expect(200)
                    .json();
            shown.add(answer.at("/data/0/id").asText());
            next = "&cursor=" + answer.path("nextCursor").asText();
            assertEquals(page == 5, answer.path("nextCursor").isNull());
        }
        assertEquals(
                Database.texts(
                        "SELECT id::text FROM payment WHERE merchant_id = ? ORDER BY created_at DESC, id DESC",
                        api.merchant),
                shown);
    }

    @Test
    void anUnknownOrderIsRememberedAsUnknownAndNothingIsCharged() {
        String nowhere = UUID.randomUUID().toString();
        Answer refused = api.pay(nowhere, key, 1000, "pm_ok").expect(404);

        assertEquals(
                refused.body(), api.pay(nowhere, key, 1000, "pm_ok").expect(404).body());
        assertEquals("not-found", api.get("/v1/payments/" + nowhere).expect(404).problem());
        nothingMoved();
    }

    @Test
    void anotherMerchantsPaymentDoesNotExist() {
        String payment = api.pay(order, key, 1000, "pm_ok").expect(201).id();
        Api other = Api.newMerchant();

        other.get("/v1/payments/" + payment).expect(404);
        other.get("/v1/payments/" + payment + "/refunds").expect(404);
        other.refund(payment, Api.newKey(), Api.FULL).expect(404);
        assertEquals("PAID", api.orderStatus(order));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"amount\": 1000.5, \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}",
                "{\"amount\": \"1000\", \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\"}",
                "{\"amount\": 1000, \"currency\": \"EUR\", \"paymentMethod\": null}",
                "{\"amount\": 1000, \"currency\": \"EUR\", \"paymentMethod\": \"pm_ok\", \"capture\": false}"
            })
    void badInputChargesNothingAndUsesNoKeyUp(String bad) {
        Answer refused = api.post("/v1/orders/" + order + "/payments", key, bad).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertTrue(refused.json().path("violations").size() > 0);
        nothingMoved();

        api.pay(order, key, 1000, "pm_ok").expect(201);
    }
}
