package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class CardDataIsRefusedTest {

    private static final String CARD = "4111 1111-1111\u200b1111";
    private static final String ORDER = "/v1/orders";
    private static final String ORDER_WITH =
            "{'customer': 'ada', 'currency': 'EUR', 'items': [{'sku': 'a', 'quantity': 1, 'unitPrice': 1}], ";
    private static final String PAY = "/v1/orders/{order}/payments";
    private static final String PAY_WITH = "{'amount': 1000, 'currency': 'EUR', ";
    private static final String REFUND = "/v1/payments/{payment}/refunds";
    private static final String TRANSFER = "/v1/transfers";
    private static final String TRANSFER_WITH = "{'amount': 1, 'currency': 'EUR', ";

    private Api api;

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of(
                        ORDER,
                        "{'customer': 'CARD', 'currency': 'EUR', 'items': [{'sku': 'a', 'quantity': 1, 'unitPrice': 1}]}",
                        "customer"),
                Arguments.of(ORDER, ORDER_WITH + "'note': 'Card:\\nCARD'}", "note"),
                Arguments.of(ORDER, ORDER_WITH + "'metadata': {'card': 'CARD'}}", "metadata"),
                Arguments.of(ORDER, ORDER_WITH + "'metadata': {'CARD': 1}}", "metadata"),
                Arguments.of(ORDER, ORDER_WITH + "'metadata': {'a': [{'b': {'CARD': [null]}}]}}", "metadata"),
                Arguments.of(ORDER, ORDER_WITH + "'metadata': {'a': [1, [4111111111111111]]}}", "metadata"),
                Arguments.of("/v1/orders/{order}/cancel", "{'reason': 'CARD'}", "reason"),
                Arguments.of(PAY, PAY_WITH + "'paymentMethod': 'CARD'}", "paymentMethod"),
                Arguments.of(PAY, PAY_WITH + "'paymentMethod': 'pm_ok', 'description': 'CARD'}", "description"),
                Arguments.of(PAY, PAY_WITH + "'paymentMethod': 'pm_ok', 'metadata': {'x': 'CARD'}}", "metadata"),
                Arguments.of(REFUND, "{'kind': 'FULL', 'reason': 'CARD'}", "reason"),
                Arguments.of(REFUND, "{'kind': 'FULL', 'metadata': {'x': ['CARD']}}", "metadata"),
                Arguments.of(TRANSFER, TRANSFER_WITH + "'recipient': 'CARD'}", "recipient"),
                Arguments.of(TRANSFER, TRANSFER_WITH + "'recipient': 'ada', 'memo': 'CARD'}", "memo"),
                Arguments.of(TRANSFER, TRANSFER_WITH + "'recipient': 'ada', 'metadata': {'x': 'CARD'}}", "metadata"),
                Arguments.of("/v1/orders/{order}/receipts", "{'email': '4111-1111-1111-1111@example.com'}", "email"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void itIsRefusedInEachFieldAndNothingIsClaimed(String path, String body, String field) {
        String key = Api.newKey();
        Answer refused = api.post(route(path), key, json(body)).expect(400);
        assertEquals("card-data-refused", refused.problem());
        assertEquals(field, refused.json().at("/violations/0/field").asText());
        assertEquals(1, refused.json().path("violations").size());
        assertEquals(-1, refused.body().indexOf("1111"), "the refusal repeats it");
        assertEquals(
                0,
                Database.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key = ?", api.merchant, key));
        api.current(key).expect(404);
    }

    private String route(String path) {
        return path.contains("{payment}")
                ? path.replace("{payment}", api.paid(1000))
                : path.contains("{order}") ? path.replace("{order}", api.order(1000)) : path;
    }

    private static String json(String body) {
        return body.replace('\'', '"').replace("CARD", CARD);
    }

    @Test
    void theMerchantsOwnNumbersAndKeysAreLetThrough() {
        String body = json("""
                {'customer': 'ada', 'currency': 'EUR', 'reference': '4111111111111111',
                 'items': [{'sku': '5555555555554444', 'quantity': 1, 'unitPrice': 1}]}""");
        Answer order = api.post(ORDER, "4111111111111111-2345", body).expect(201);
        assertEquals(
                order.id(),
                api.get(ORDER + "?reference=4111111111111111")
                        .expect(200)
                        .json()
                        .at("/data/0/id")
                        .asText());
    }

    @Test
    void aCardNumberIsToldBeforeWhateverElseIsWrong() {
        Answer refused = api.post(ORDER, Api.newKey(), json("{'currency': 'XXX', 'note': 'CARD'}"));
        assertEquals("card-data-refused", refused.expect(400).problem());
        assertEquals(1, refused.json().path("violations").size());
    }

    @Test
    void aKeyThatWasDecidedKeepsItsAnswerAndIsNotMetWithTheRule() {
        String key = Api.newKey();
        Answer order = api.post(ORDER, key, json(ORDER_WITH + "'note': 'x'}")).expect(201);
        Answer again =
                api.post(ORDER, key, json(ORDER_WITH + "'note': 'CARD'}")).expect(200);
        assertEquals(order.id(), again.id());
        assertEquals("x", again.text("note"));
    }

    @Test
    void theComparisonRefusesAsTheCommandDoes() {
        Answer compared = api.post("/semantics/compare", Api.newKey(), json("""
                {'left': {'operation': 'transfer.create', 'body': {'recipient': 'CARD', 'amount': 1, 'currency': 'EUR'}},
                 'right': {'operation': 'transfer.create', 'body': {'recipient': 'ada', 'amount': 1, 'currency': 'EUR'}}}"""));
        assertEquals(
                "/problems/card-data-refused",
                compared.expect(200).json().at("/left/problem/type").asText());
    }
}
