package dev.payonce.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers and the balance they are paid from. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class TransferTest {

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aBalanceOfAThousand() {
        api = Api.newMerchant();
        api.paid(1000);
    }

    private static String referring(String reference) {
        return Api.transferOf(100).replaceFirst("\\{", "{\"reference\": \"" + reference + "\", ");
    }

    private long transfers() {
        return Database.number("SELECT count(*) FROM transfer WHERE merchant_id = ?", api.merchant);
    }

    @Test
    void aTransferShowsWhatWasPaidOutAndTheBalanceFollows() {
        Answer made = api.transfer(key, """
                {"recipient": "acct_1", "amount": 400, "currency": "EUR", "reference": "t-1", "memo": "May",
                 "metadata": {"a": 1}}""").expect(201);

        JsonNode transfer = made.json();
        assertEquals("SUCCEEDED", transfer.path("status").asText());
        assertEquals("acct_1", transfer.path("recipient").asText());
        assertEquals(400, transfer.path("amount").asLong());
        assertEquals("t-1", transfer.path("reference").asText());
        assertEquals("May", transfer.path("memo").asText());
        assertEquals(1, transfer.at("/metadata/a").asLong());
        assertEquals("/v1/transfers/" + made.id(), made.header("Location"));
        JsonNode balance = api.balance("EUR");
        assertEquals(1000, balance.path("captured").asLong());
        assertEquals(0, balance.path("refunded").asLong());
        assertEquals(400, balance.path("transferred").asLong());
        assertEquals(600, balance.path("available").asLong());
    }

    @Test
    void equalAmountsToTwoRecipientsAreTwoTransfers() {
        api.transfer(key, Api.transferOf(100)).expect(201);

        api.transfer(key, Api.transferOf(100).replace("acct_1", "acct_2")).expect(422);
        api.transfer(Api.newKey(), Api.transferOf(100).replace("acct_1", "acct_2"))
                .expect(201);
        api.transfer(Api.newKey(), Api.transferOf(100)).expect(201);
        assertEquals(3, transfers());
    }

    @Test
    void theReferenceGuardsTheTransferAfterTheKeyIsGone() {
        Answer first = api.transfer(key, referring("t-1")).expect(201);

        Answer duplicate = api.transfer(Api.newKey(), referring("t-1").replace("acct_1", "acct_2"))
                .expect(409);
        assertEquals("duplicate-operation", duplicate.problem());
        assertEquals("/v1/transfers/" + first.id(), duplicate.text("resource"));
        // Even where the balance would not cover it a second time: it is a repetition, not an overdraft.
        Answer larger = api.transfer(Api.newKey(), referring("t-1").replace("100", "5000"))
                .expect(409);
        assertEquals("duplicate-operation", larger.problem());
        assertEquals(1, transfers());
    }

    @Test
    void whoLostTheKeyFindsTheTransferByItsReferenceOrInTheListNewestFirst() {
        String first = api.transfer(key, referring("t-1")).expect(201).id();
        String second =
                api.transfer(Api.newKey(), Api.transferOf(1)).expect(201).id();
        Answer refused = api.transfer(Api.newKey(), referring("t-2").replace("100", "5000"));
        assertEquals("insufficient-balance", refused.expect(409).problem());

        JsonNode found = api.get("/v1/transfers?reference=t-1").expect(200).json();
        assertEquals(first, found.at("/data/0/id").asText());
        assertEquals(1, found.path("data").size());
        // What was refused took nothing, and so not the reference, either.
        assertEquals(
                0, api.get("/v1/transfers?reference=t-2").json().path("data").size());
        JsonNode page = api.get("/v1/transfers?limit=1").expect(200).json();
        assertEquals(second, page.at("/data/0/id").asText());
        JsonNode last = api.get("/v1/transfers?limit=1&cursor="
                        + page.path("nextCursor").asText())
                .expect(200)
                .json();
        assertEquals(first, last.at("/data/0/id").asText());
        assertTrue(last.path("nextCursor").isNull());
        assertEquals(
                0,
                Api.newMerchant()
                        .get("/v1/transfers?reference=t-1")
                        .json()
                        .path("data")
                        .size());
    }

    @Test
    void theBalanceNeverGoesBelowZeroAndTheRefusalStands() {
        Answer refused = api.transfer(key, Api.transferOf(1001)).expect(409);
        assertEquals("insufficient-balance", refused.problem());
        assertEquals("new-key", refused.text("retry"));

        api.paid(500);
        assertEquals(
                refused.body(),
                api.transfer(key, Api.transferOf(1001)).expect(409).body());
        api.transfer(Api.newKey(), Api.transferOf(1500)).expect(201);
        assertEquals(
                "insufficient-balance",
                api.transfer(Api.newKey(), Api.transferOf(1)).expect(409).problem());
        assertEquals(0, api.balance("EUR").path("available").asLong());
    }

    @Test
    void moneyOfOneCurrencyOrMerchantCoversNoOther() {
        String dollars = Api.transferOf(1).replace("EUR", "USD");
        assertEquals(
                "insufficient-balance", api.transfer(key, dollars).expect(409).problem());
        assertEquals(
                "insufficient-balance",
                Api.newMerchant().transfer(key, Api.transferOf(1)).expect(409).problem());
        assertEquals(
                0,
                Api.newMerchant()
                        .get("/v1/balances")
                        .expect(200)
                        .json()
                        .path("data")
                        .size());
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        String transfer = api.transfer(key, Api.transferOf(1)).expect(201).id();
        assertEquals(
                "not-found",
                api.get("/v1/transfers/" + UUID.randomUUID()).expect(404).problem());
        assertEquals(
                "not-found",
                Api.newMerchant().get("/v1/transfers/" + transfer).expect(404).problem());
        assertEquals("not-found", api.get("/v1/transfers/no-uuid").expect(404).problem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"recipient\": \"a\", \"amount\": 1.5, \"currency\": \"EUR\"}",
                "{\"recipient\": \"a\", \"amount\": 1000000000000, \"currency\": \"EUR\"}",
                "{\"recipient\": \"a\", \"amount\": true, \"currency\": \"EUR\"}",
                "{\"recipient\": \"a\\u0000b\", \"amount\": 1, \"currency\": \"EUR\"}",
                "{\"recipient\": \"a\", \"amount\": 1, \"currency\": \"EUR\", \"status\": \"SUCCEEDED\"}"
            })
    void badInputPaysNothingAndUsesNoKeyUp(String bad) {
        assertEquals("invalid-request", api.transfer(key, bad).expect(400).problem());
        assertEquals(0, transfers());

        api.transfer(key, Api.transferOf(1)).expect(201);
    }
}
