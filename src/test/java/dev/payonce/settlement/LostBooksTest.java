package dev.payonce.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Books that forgot a payment or a refund, by a restored backup or after its tombstone, move no money twice for its key. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class LostBooksTest {

    /** In the order in which they can be filled. */
    private static final List<String> BOOKS = List.of(
            "orders", "payment", "refund", "transfer", "captured", "account", "ledger_entry", "idempotency_key");

    private final Api api = Api.newMerchant();
    private final String key = Api.newKey();
    private final String suffix = "_" + UUID.randomUUID().toString().replace("-", "");

    private void backUp() {
        BOOKS.forEach(table -> Database.update("CREATE TABLE " + table + suffix + " AS SELECT * FROM " + table
                + " WHERE merchant_id = '" + api.merchant + "'"));
    }

    private void restore() {
        for (int table = BOOKS.size() - 1; table >= 0; table--) {
            Database.update("DELETE FROM " + BOOKS.get(table) + " WHERE merchant_id = ?", api.merchant);
        }
        BOOKS.forEach(table -> Database.update("INSERT INTO " + table + " SELECT * FROM " + table + suffix));
    }

    @AfterEach
    void noBackUp() {
        BOOKS.forEach(table -> Database.update("DROP TABLE IF EXISTS " + table + suffix));
    }

    private void forgetTheKey() {
        assertEquals(
                1, Database.update("DELETE FROM idempotency_key WHERE merchant_id = ? AND key = ?", api.merchant, key));
    }

    private long breaks() {
        return api.get("/v1/reconciliation").expect(200).json().path("breaks").size();
    }

    @Test
    void aPaymentThatTheBooksLostIsTakenInAgainByItsKeyAndChargedOnce() {
        String order = api.order(1000);
        backUp();
        Answer first = api.pay(order, key, 1000, "pm_ok").expect(201);
        restore();
        assertEquals(404, api.get("/v1/payments/" + first.id()).status());
        assertEquals(1, breaks(), "MISSING_IN_BOOKS");

        Answer again = api.pay(order, key, 1000, "pm_ok").expect(201);

        assertEquals(first.id(), again.id());
        assertEquals(first.text("gatewayReference"), again.text("gatewayReference"));
        assertEquals(1, Api.statement(first.id()).size());
        assertEquals("PAID", api.orderStatus(order));
        assertEquals(1000, api.balance("EUR").path("captured").asLong());
        assertEquals(0, breaks());
    }

    @Test
    void aRefundThatTheBooksLostIsTakenInAgainByItsKeyAndGivenBackOnce() {
        String payment = api.paid(1000);
        String path = "/v1/payments/" + payment + "/refunds";
        backUp();
        Answer first = api.post(path, key, Api.partialOf(400)).expect(201);
        restore();
        assertEquals(1, breaks(), "MISSING_IN_BOOKS");

        Answer again = api.post(path, key, Api.partialOf(400)).expect(201);

        assertEquals(first.id(), again.id());
        assertEquals(1, Api.statement(first.id()).size());
        assertEquals(
                400,
                api.get("/v1/payments/" + payment).json().path("amountRefunded").asLong());
        assertEquals(0, breaks());
    }

    @Test
    void anUnknownPaymentThatTheBooksLostIsSettledByWhatTheGatewayHas() {
        String order = api.order(1000);
        backUp();
        Answer unknown = api.pay(order, key, 1000, "pm_timeout_charged").expect(202);
        restore();

        Answer again = api.pay(order, key, 1000, "pm_timeout_charged");

        assertEquals(unknown.id(), again.id());
        Answer decided =
                api.awaitDecided("/v1/orders/" + order + "/payments", key, Api.paymentOf(1000, "pm_timeout_charged"));
        assertEquals("SUCCEEDED", decided.text("status"));
        assertEquals(1, Api.statement(unknown.id()).size());
    }

    @Test
    void afterItsTombstoneAKeyMeetsItsOldPaymentOrRefundAndNothingIsExecuted() {
        String order = api.order(1000);
        Answer paid = api.pay(order, key, 1000, "pm_ok").expect(201);
        forgetTheKey();
        assertEquals(
                "order-not-payable",
                api.pay(order, key, 1000, "pm_ok").expect(409).problem());
        forgetTheKey();

        String refunds = "/v1/payments/" + paid.id() + "/refunds";
        Answer refunded = api.post(refunds, key, Api.partialOf(400)).expect(201);
        forgetTheKey();
        Answer again = api.post(refunds, key, Api.partialOf(400)).expect(409);
        assertEquals("duplicate-operation", again.problem());
        assertEquals("/v1/refunds/" + refunded.id(), again.text("resource"));
        assertEquals(400, api.balance("EUR").path("refunded").asLong());
    }

    @Test
    void aDeclinedPaymentWhoseKeyIsForgottenIsNotTriedAgainUnderItAndLeavesItsOrderPayable() {
        String order = api.order(1000);
        Answer declined = api.pay(order, key, 1000, "pm_declined").expect(402);
        forgetTheKey();

        Answer again = api.pay(order, key, 1000, "pm_ok").expect(409);

        assertEquals("duplicate-operation", again.problem());
        assertEquals(declined.text("resource"), again.text("resource"));
        assertEquals("OPEN", api.orderStatus(order));
        assertFalse(api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201).replayed());
    }
}
