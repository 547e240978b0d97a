package dev.payonce.currency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a currency is the end of new orders in it, and of nothing else. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class WithdrawnCurrencyTest {

    private final Api api = Api.newMerchant();

    private Answer order(String currency) {
        return api.post("/v1/orders", Api.newKey(), Api.orderOf(1000).replace("\"EUR\"", "\"" + currency + "\""));
    }

    private static String inKuna(String body) {
        return body.replace("\"EUR\"", "\"HRK\"");
    }

    /** An order of the time when it was accepted. */
    private String orderInKuna() {
        String order = api.order(1000);
        assertEquals(1, Database.update("UPDATE orders SET currency = 'HRK' WHERE id = ?", UUID.fromString(order)));
        return order;
    }

    private String pay(String order) {
        return api.post("/v1/orders/" + order + "/payments", Api.newKey(), inKuna(Api.paymentOf(1000, "pm_ok")))
                .expect(201)
                .id();
    }

    private static String violation(Answer refused) {
        var violation = refused.expect(400).json().path("violations").path(0);
        return violation.path("field").asText() + " "
                + violation.path("message").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HRK", "BGN", "DEM"})
    void noNewOrderIsInIt(String currency) {
        assertEquals("currency must be a currency that is in use; this one was withdrawn", violation(order(currency)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XXX", "XTS", "XAU", "CLF", "QQQ", "eur"})
    void whatIsNoCurrencyIsRefusedInAnotherWay(String code) {
        assertEquals(
                "currency must be an ISO 4217 currency code in upper case, for instance EUR", violation(order(code)));
    }

    @Test
    void anOrderThatIsInItCanBePaidRefundedAndPaidOut() {
        String order = orderInKuna();
        String payment = pay(order);
        assertEquals("HRK", api.get("/v1/orders/" + order).expect(200).text("currency"));
        assertEquals(
                "HRK",
                api.refund(payment, Api.newKey(), Api.partialOf(400))
                        .expect(201)
                        .text("currency"));
        api.transfer(Api.newKey(), inKuna(Api.transferOf(500))).expect(201);
        assertEquals(100, api.balance("HRK").path("available").asLong());
    }

    @Test
    void aPaymentThatNamesAnotherCurrencyIsTheBusinessStatesToRefuse() {
        Answer refused = api.post(
                "/v1/orders/" + api.order(1000) + "/payments", Api.newKey(), inKuna(Api.paymentOf(1000, "pm_ok")));
        assertEquals("amount-mismatch", refused.expect(409).problem());
    }
}
