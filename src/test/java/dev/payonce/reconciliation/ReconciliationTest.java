package dev.payonce.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReconciliationTest {

    private Api api;

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private JsonNode reconciled() {
        return api.get("/v1/reconciliation").expect(200).json();
    }

    private static void assertOneBreak(JsonNode found, String kind, String reference) {
        assertEquals(1, found.path("breaks").size(), found::toString);
        assertEquals(kind, found.at("/breaks/0/kind").asText());
        assertEquals(reference, found.at("/breaks/0/reference").asText());
    }

    @Test
    void booksAndStatementAgreeEntryByEntryAfterPaymentsAndRefunds() {
        String payment = api.paid(1000);
        api.refund(payment, Api.newKey(), Api.partialOf(300)).expect(201);
        api.pay(api.order(500), Api.newKey(), 500, "pm_declined").expect(402);
        api.transfer(Api.newKey(), Api.transferOf(100)).expect(201);

        JsonNode found = reconciled();
        assertEquals(2, found.path("matched").asInt());
        assertEquals(0, found.path("breaks").size(), found::toString);
    }

    @Test
    void whatAnotherMerchantMovedIsNoBreak() {
        Api.newMerchant().paid(1000);
        assertEquals(
                "{\"matched\":0,\"breaks\":[],\"truncated\":false}",
                reconciled().toString());
    }

    @Test
    void whatWeBookedAndTheGatewayNeverMovedIsMissingThere() {
        String payment = api.paid(1000);
        Database.update("DELETE FROM simulator.movement WHERE reference = ?", UUID.fromString(payment));

        JsonNode found = reconciled();
        assertOneBreak(found, "MISSING_AT_GATEWAY", payment);
        assertEquals(1000, found.at("/breaks/0/ours/amount").asInt());
        assertTrue(found.at("/breaks/0/theirs").isNull());
    }

    @Test
    void whatTheGatewayMovedAndWeDoNotKnowIsMissingInOurBooks() {
        movedAtTheGatewayAlone(1);
        JsonNode found = reconciled();
        assertOneBreak(
                found, "MISSING_IN_BOOKS", found.at("/breaks/0/reference").asText());
        assertTrue(found.at("/breaks/0/ours").isNull());
        assertEquals(700, found.at("/breaks/0/theirs/amount").asInt());
    }

    @Test
    void anotherAmountIsABreak() {
        String payment = api.paid(1000);
        Database.update("UPDATE simulator.movement SET amount = 999 WHERE reference = ?", UUID.fromString(payment));
        JsonNode found = reconciled();
        assertOneBreak(found, "AMOUNT_DIFFERS", payment);
        assertEquals(0, found.path("matched").asInt());
    }

    @Test
    void whatWeCallFailedAndTheGatewayExecutedIsABreak() {
        String payment = api.pay(api.order(1000), Api.newKey(), 1000, "pm_declined")
                .expect(402)
                .text("resource")
                .replace("/v1/payments/", "");
        Database.update(
                "UPDATE simulator.movement SET decision = 'ACCEPTED', failure_code = NULL, execute_at = now(), account = ?"
                        + " WHERE reference = ?",
                api.merchant,
                UUID.fromString(payment));
        JsonNode found = reconciled();
        assertOneBreak(found, "STATUS_DIFFERS", payment);
        assertEquals("FAILED", found.at("/breaks/0/ours/status").asText());
    }

    @Test
    void whatMovedBeforeThePeriodAndWasBookedWithinItIsNoBreak() {
        Instant before = Instant.now().minusSeconds(60);
        String payment = api.paid(1000);
        Database.update(
                "UPDATE simulator.movement SET execute_at = now() - interval '1 day' WHERE reference = ?",
                UUID.fromString(payment));
        JsonNode found =
                api.get("/v1/reconciliation?from=" + before).expect(200).json();
        assertEquals("{\"matched\":0,\"breaks\":[],\"truncated\":false}", found.toString());
    }

    @Test
    void aStatementOfManyPagesIsWalkedToItsEnd() {
        String payment = api.paid(1000);
        movedAtTheGatewayAlone(1200);
        JsonNode found = reconciled();
        assertEquals(1, found.path("matched").asInt(), payment);
        assertEquals(1200, found.path("breaks").size());
    }

    @Test
    void aPeriodThatIsNoneIsRefused() {
        for (String query :
                new String[] {"from=yesterday", "to=1", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"}) {
            assertEquals(
                    "invalid-request",
                    api.get("/v1/reconciliation?" + query).expect(400).problem());
        }
    }

    /** Moves money that nobody here asked for. */
    private void movedAtTheGatewayAlone(int times) {
        Database.update(
                "INSERT INTO simulator.movement (reference, account, type, amount, currency, payment_method, decision,"
                        + " execute_at) SELECT gen_random_uuid(), ?, 'CHARGE', 700, 'EUR', 'pm_ok', 'ACCEPTED', now()"
                        + " FROM generate_series(1, ?)",
                api.merchant,
                times);
    }
}
