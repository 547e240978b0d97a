package dev.payonce.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a payment in each of its states refuses. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class PaymentRefusalsTest {

    private final Api api = Api.newMerchant();

    private Answer refund(PaymentStatus status, Long wanted, long remaining) {
        String payment = api.paid(1000);
        Database.update("""
                UPDATE payment
                   SET status = ?, amount_reserved = ?,
                       gateway_reference = CASE ? WHEN 'SUCCEEDED' THEN 'gw' END,
                       failure_code = CASE ? WHEN 'FAILED' THEN 'card_declined' END
                 WHERE merchant_id = ? AND id = ?::uuid""", status.name(), 1000 - remaining, status.name(), status.name(), api.merchant, payment);
        return api.post(
                "/v1/payments/" + payment + "/refunds",
                Api.newKey(),
                wanted == null ? Api.FULL : Api.partialOf(wanted));
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, 400, 400, ''",
        "SUCCEEDED, , 400, ''",
        "SUCCEEDED, 401, 400, refund-exceeds-remaining",
        "SUCCEEDED, 1, 0, refund-exceeds-remaining",
        "SUCCEEDED, , 0, payment-not-refundable",
        "PENDING, 1, 1000, payment-not-refundable",
        "PENDING, , 1000, payment-not-refundable",
        "FAILED, 1, 1000, payment-not-refundable"
    })
    void onlyWhatRemainsOfASucceededPaymentIsRefundable(
            PaymentStatus status, Long wanted, long remaining, String refusal) {
        assertEquals(refusal, refund(status, wanted, remaining).problem());
    }

    @Test
    void aRefundThatIsTooLargeIsToldWhatRemains() {
        assertEquals(
                400,
                refund(PaymentStatus.SUCCEEDED, 500L, 400)
                        .expect(409)
                        .json()
                        .path("remaining")
                        .asLong());
    }
}
