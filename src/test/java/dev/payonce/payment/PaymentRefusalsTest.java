package dev.payonce.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.http.Problem;
import dev.payonce.http.ProblemType;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a payment in each of its states refuses. */
class PaymentRefusalsTest {

    private static Payment payment(PaymentStatus status) {
        return new Payment(new UUID(0, 1), new UUID(0, 2), status, 1000, "EUR", "pm_ok", 0, null, null, Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, 400, 400, ",
        "SUCCEEDED, , 400, ",
        "SUCCEEDED, 401, 400, REFUND_EXCEEDS_REMAINING",
        "SUCCEEDED, 1, 0, REFUND_EXCEEDS_REMAINING",
        "SUCCEEDED, , 0, PAYMENT_NOT_REFUNDABLE",
        "PENDING, 1, 1000, PAYMENT_NOT_REFUNDABLE",
        "PENDING, , 1000, PAYMENT_NOT_REFUNDABLE",
        "FAILED, 1, 1000, PAYMENT_NOT_REFUNDABLE"
    })
    void onlyWhatRemainsOfASucceededPaymentIsRefundable(
            PaymentStatus status, Long wanted, long remaining, ProblemType refusal) {
        assertEquals(
                refusal,
                payment(status)
                        .whyNotRefundable(wanted, remaining)
                        .map(Problem::type)
                        .orElse(null));
    }

    @Test
    void aRefundThatIsTooLargeIsToldWhatRemains() {
        Problem problem =
                payment(PaymentStatus.SUCCEEDED).whyNotRefundable(500L, 400).orElseThrow();
        assertEquals(400L, problem.members().get("remaining"));
    }
}
