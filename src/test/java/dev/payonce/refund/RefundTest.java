package dev.payonce.refund;

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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refunds: FULL and PARTIAL never meet, equal ones stay two, and together they never exceed what was captured. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class RefundTest {

    private Api api;
    private String payment;
    private final String key = Api.newKey();

    @BeforeEach
    void aPayment() {
        api = Api.newMerchant();
        payment = api.paid(1000);
    }

    private static String referring(long amount, String reference) {
        return "{\"kind\": \"PARTIAL\", \"amount\": " + amount + ", \"reference\": \"" + reference + "\"}";
    }

    private Answer refund(String body) {
        return api.refund(payment, Api.newKey(), body);
    }

    private long refunds() {
        return Database.number("SELECT count(*) FROM refund WHERE merchant_id = ?", api.merchant);
    }

    @Test
    void aRefundShowsWhatWasGivenBackAndIsSeenOnPaymentOrderBalanceAndStatement() {
        Answer refunded = api.refund(payment, key, referring(400, "r-1")).expect(201);

        JsonNode refund = refunded.json();
        JsonNode paid = api.get("/v1/payments/" + payment).json();
        assertEquals("SUCCEEDED", refund.path("status").asText());
        assertEquals("PARTIAL", refund.path("kind").asText());
        assertEquals(400, refund.path("amount").asLong());
        assertEquals("EUR", refund.path("currency").asText());
        assertEquals("r-1", refund.path("reference").asText());
        assertEquals(payment, refund.path("paymentId").asText());
        assertEquals(paid.path("orderId"), refund.path("orderId"));
        assertEquals("/v1/refunds/" + refunded.id(), refunded.header("Location"));
        assertEquals(400, paid.path("amountRefunded").asLong());
        JsonNode order = api.get("/v1/orders/" + paid.path("orderId").asText()).json();
        assertEquals("PARTIALLY_REFUNDED", order.path("status").asText());
        assertEquals(400, order.path("amountRefunded").asLong());
        assertEquals(600, api.balance("EUR").path("available").asLong());
        assertEquals(400, Api.statement(refunded.id()).at("/0/amount").asLong());
    }

    @Test
    void fullIsWhatRemainsAndStaysWhatItWasAtFirstExecution() {
        refund(Api.partialOf(300)).expect(201);
        Answer full = api.refund(payment, key, Api.FULL).expect(201);
        assertEquals(700, full.json().path("amount").asLong());
        assertEquals("FULL", full.text("kind"));

        assertEquals(full.body(), api.refund(payment, key, Api.FULL).expect(200).body());
        String order = api.get("/v1/payments/" + payment).text("orderId");
        assertEquals("REFUNDED", api.orderStatus(order));
        assertEquals("payment-not-refundable", refund(Api.FULL).expect(409).problem());
        assertEquals(2, refunds());
    }

    @Test
    void fullAndPartialAreNeverTheSameEvenWhereTheAmountsCoincide() {
        api.refund(payment, key, Api.FULL).expect(201);
        Answer refused = api.refund(payment, key, Api.partialOf(1000)).expect(422);
        assertEquals(
                "[\"amount\",\"kind\"]", refused.json().path("differingFields").toString());

        String other = api.paid(1000);
        String otherKey = Api.newKey();
        api.refund(other, otherKey, Api.partialOf(1000)).expect(201);
        api.refund(other, otherKey, Api.FULL).expect(422);
    }

    @Test
    void twoEqualPartialsUnderTwoKeysAreTwoRefunds() {
        Answer first = refund(Api.partialOf(300)).expect(201);
        Answer second = refund(Api.partialOf(300)).expect(201);

        assertNotEquals(first.id(), second.id());
        assertEquals(
                600,
                api.get("/v1/payments/" + payment).json().path("amountRefunded").asLong());
    }

    @Test
    void twoPartialsOfOneReferenceAreOneRefundWhateverElseDiffersAndWhateverRemains() {
        Answer first = refund(referring(300, "r-1")).expect(201);

        for (String body : List.of(
                referring(300, "r-1"),
                referring(200, "r-1"),
                referring(5000, "r-1"),
                "{\"kind\": \"FULL\", \"reference\": \"r-1\"}")) {
            Answer duplicate = refund(body).expect(409);
            assertEquals("duplicate-operation", duplicate.problem());
            assertEquals("/v1/refunds/" + first.id(), duplicate.text("resource"));
        }
        assertEquals(1, refunds());
        String other = api.paid(1000);
        api.refund(other, Api.newKey(), referring(300, "r-1")).expect(201);
    }

    @Test
    void aRefundThatTheGatewayRefusedSetsItsReferenceFree() {
        String stubborn = api.paid(1000, "pm_refund_refused");
        Answer refused = api.refund(stubborn, key, referring(300, "r-1")).expect(402);

        Answer another =
                api.refund(stubborn, Api.newKey(), referring(300, "r-1")).expect(402);
        assertNotEquals(refused.text("resource"), another.text("resource"));
        assertEquals(
                refused.body(),
                api.refund(stubborn, key, referring(300, "r-1")).expect(402).body());
        assertEquals(0, referred(stubborn, "r-1").size());
    }

    @Test
    void aReferenceIsTakenWhileTheOutcomeIsUnknownAndFreeWhenItWasNeverExecuted() {
        String slow = api.paid(1000, "pm_refund_timeout_unexecuted");
        var running = api.send("/v1/payments/" + slow + "/refunds", key, referring(300, "r-1"));
        Api.await(() -> api.current(key), found -> found.status() == 200);

        Answer duplicate = api.refund(slow, Api.newKey(), referring(300, "r-1")).expect(409);
        assertEquals("duplicate-operation", duplicate.problem());
        assertEquals("/v1/refunds/" + api.current(key).id(), duplicate.text("resource"));
        assertEquals("PENDING", referred(slow, "r-1").at("/0/status").asText());

        Api.join(running).expect(202);
        api.awaitDecided("/v1/payments/" + slow + "/refunds", key, referring(300, "r-1"))
                .expect(402);
        assertEquals(0, referred(slow, "r-1").size());
        String again = Api.newKey();
        api.refund(slow, again, referring(300, "r-1")).expect(202);
        assertEquals(api.current(again).json().path("id"), referred(slow, "r-1").at("/0/id"));
    }

    private JsonNode referred(String to, String reference) {
        JsonNode list = api.get("/v1/payments/" + to + "/refunds?reference=" + reference)
                .expect(200)
                .json();
        assertTrue(list.path("nextCursor").isNull());
        return list.path("data");
    }

    @Test
    void whoLostTheKeyFindsTheRefundByItsReference() {
        String first = refund(referring(300, "r-1")).expect(201).id();
        refund(referring(200, "r-2")).expect(201);
        refund(Api.partialOf(100)).expect(201);

        assertEquals(1, referred(payment, "r-1").size());
        assertEquals(first, referred(payment, "r-1").at("/0/id").asText());
        assertEquals(0, referred(payment, "r-3").size());
        assertEquals(0, referred(api.paid(1000), "r-1").size());
        assertEquals(
                "not-found",
                api.get("/v1/payments/" + UUID.randomUUID() + "/refunds?reference=r-1")
                        .expect(404)
                        .problem());
    }

    @Test
    void noRefundExceedsWhatRemainsAndTheRefusalSaysHowMuchThatIs() {
        refund(Api.partialOf(300)).expect(201);

        Answer refused = api.refund(payment, key, Api.partialOf(701)).expect(409);
        assertEquals("refund-exceeds-remaining", refused.problem());
        assertEquals(700, refused.json().path("remaining").asLong());
        assertEquals("new-key", refused.text("retry"));
        refund(Api.partialOf(700)).expect(201);
        assertEquals(
                refused.body(),
                api.refund(payment, key, Api.partialOf(701)).expect(409).body());
        assertEquals(
                0, refund(Api.partialOf(1)).expect(409).json().path("remaining").asLong());
    }

    @Test
    void aPendingRefundCountsAgainstWhatRemainsAndARefusedOneNoLonger() {
        String slow = api.paid(1000, "pm_refund_timeout_unexecuted");
        var running = api.send("/v1/payments/" + slow + "/refunds", key, Api.partialOf(800));
        Api.await(() -> api.current(key), found -> found.status() == 200);
        Answer refused = api.refund(slow, Api.newKey(), Api.partialOf(201)).expect(409);
        assertEquals(200, refused.json().path("remaining").asLong());
        assertEquals(1200, api.balance("EUR").path("available").asLong());

        Api.join(running).expect(202);
        api.awaitDecided("/v1/payments/" + slow + "/refunds", key, Api.partialOf(800))
                .expect(402);
        assertEquals(2000, api.balance("EUR").path("available").asLong());
        assertEquals("PAID", api.orderStatus(api.get("/v1/payments/" + slow).text("orderId")));
    }

    @Test
    void onlyASucceededPaymentIsRefunded() {
        String order = api.order(1000);
        String failed = api.get(
                        api.pay(order, Api.newKey(), 1000, "pm_declined").text("resource"))
                .id();
        assertEquals(
                "payment-not-refundable",
                api.refund(failed, Api.newKey(), Api.FULL).expect(409).problem());

        api.pay(order, key, 1000, "pm_unavailable").expect(503);
        String pending = api.current(key).id();
        assertEquals(
                "payment-not-refundable",
                api.refund(pending, Api.newKey(), Api.partialOf(1)).expect(409).problem());
        assertEquals(0, refunds());
    }

    @Test
    void moneyThatWasPaidOutCannotBeRefunded() {
        api.transfer(Api.newKey(), Api.transferOf(700)).expect(201);

        assertEquals("insufficient-balance", refund(Api.FULL).expect(409).problem());
        assertEquals(
                "insufficient-balance", refund(Api.partialOf(301)).expect(409).problem());
        refund(Api.partialOf(300)).expect(201);
        assertEquals(0, api.balance("EUR").path("available").asLong());
        assertEquals(1, refunds());
    }

    @Test
    void theRefundsOfAPaymentAreListedNewestFirst() {
        String first = refund(Api.partialOf(1)).expect(201).id();
        String second = refund(Api.partialOf(2)).expect(201).id();
        String third = refund(Api.FULL).expect(201).id();

        JsonNode page = api.get("/v1/payments/" + payment + "/refunds?limit=2")
                .expect(200)
                .json();
        assertEquals(third, page.at("/data/0/id").asText());
        assertEquals(second, page.at("/data/1/id").asText());
        JsonNode last = api.get("/v1/payments/" + payment + "/refunds?limit=2&cursor="
                        + page.path("nextCursor").asText())
                .expect(200)
                .json();
        assertEquals(first, last.at("/data/0/id").asText());
        assertTrue(last.path("nextCursor").isNull());
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        String nowhere = UUID.randomUUID().toString();
        assertEquals("not-found", api.refund(nowhere, key, Api.FULL).expect(404).problem());
        assertEquals("not-found", api.get("/v1/refunds/" + nowhere).expect(404).problem());
        assertEquals(
                "not-found",
                api.get("/v1/payments/" + nowhere + "/refunds").expect(404).problem());
        String refund = refund(Api.FULL).expect(201).id();
        assertEquals(
                "not-found",
                Api.newMerchant().get("/v1/refunds/" + refund).expect(404).problem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\": \"full\"}",
                "{\"kind\": \"FULL\", \"amount\": 1000}",
                "{\"kind\": \"PARTIAL\"}",
                "{\"kind\": \"PARTIAL\", \"amount\": 0}",
                "{\"kind\": \"PARTIAL\", \"amount\": -1}",
                "{\"kind\": \"PARTIAL\", \"amount\": \"5\"}",
                "{\"kind\": 0}"
            })
    void badInputGivesNothingBackAndUsesNoKeyUp(String bad) {
        assertEquals(
                "invalid-request", api.refund(payment, key, bad).expect(400).problem());
        assertEquals(0, refunds());
        assertEquals(404, api.current(key).status());

        api.refund(payment, key, Api.FULL).expect(201);
    }
}
