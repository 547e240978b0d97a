package dev.payonce.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.http.Problem;
import dev.payonce.http.ProblemType;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an order in each of its states refuses. */
class OrderRefusalsTest {

    private static Order order(OrderStatus status) {
        return new Order(new UUID(0, 1), status, "c", "EUR", 1000, 0, "[]", null, null, null, Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, 1000, EUR, ",
        "OPEN, 999, EUR, AMOUNT_MISMATCH",
        "OPEN, 1001, EUR, AMOUNT_MISMATCH",
        "OPEN, 1000, USD, AMOUNT_MISMATCH",
        "PAYMENT_PENDING, 1000, EUR, PAYMENT_PENDING",
        "PAYMENT_PENDING, 999, EUR, PAYMENT_PENDING",
        "PAID, 1000, EUR, ORDER_NOT_PAYABLE",
        "PARTIALLY_REFUNDED, 1000, EUR, ORDER_NOT_PAYABLE",
        "REFUNDED, 1000, EUR, ORDER_NOT_PAYABLE",
        "CANCELLED, 1000, EUR, ORDER_NOT_PAYABLE"
    })
    void onlyAnOpenOrderIsPayableAndOnlyExactly(OrderStatus status, long amount, String currency, ProblemType refusal) {
        assertEquals(
                refusal,
                order(status).whyNotPayable(amount, currency).map(Problem::type).orElse(null));
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, ",
        "CANCELLED, ",
        "PAYMENT_PENDING, ORDER_NOT_CANCELLABLE",
        "PAID, ORDER_NOT_CANCELLABLE",
        "PARTIALLY_REFUNDED, ORDER_NOT_CANCELLABLE",
        "REFUNDED, ORDER_NOT_CANCELLABLE"
    })
    void onlyAnOpenOrderIsCancellableAndACancelledOneStaysSo(OrderStatus status, ProblemType refusal) {
        assertEquals(
                refusal, order(status).whyNotCancellable().map(Problem::type).orElse(null));
        assertEquals(OrderStatus.CANCELLED, order(status).cancelled().status());
    }
}
