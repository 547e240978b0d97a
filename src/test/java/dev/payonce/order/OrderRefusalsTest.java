package dev.payonce.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an order in each of its states refuses. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class OrderRefusalsTest {

    private final Api api = Api.newMerchant();

    private String order(OrderStatus status) {
        String order = api.order(1000);
        int refunded = switch (status) {
            case PARTIALLY_REFUNDED -> 1;
            case REFUNDED -> 1000;
            default -> 0;
        };
        Database.update(
                "UPDATE orders SET status = ?, amount_refunded = ? WHERE merchant_id = ? AND id = ?::uuid",
                status.name(),
                refunded,
                api.merchant,
                order);
        return "/v1/orders/" + order;
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, 1000, EUR, ''",
        "OPEN, 999, EUR, amount-mismatch",
        "OPEN, 1001, EUR, amount-mismatch",
        "OPEN, 1000, USD, amount-mismatch",
        "PAYMENT_PENDING, 1000, EUR, payment-pending",
        "PAYMENT_PENDING, 999, EUR, payment-pending",
        "PAID, 1000, EUR, order-not-payable",
        "PARTIALLY_REFUNDED, 1000, EUR, order-not-payable",
        "REFUNDED, 1000, EUR, order-not-payable",
        "CANCELLED, 1000, EUR, order-not-payable"
    })
    void onlyAnOpenOrderIsPayableAndOnlyExactly(OrderStatus status, long amount, String currency, String refusal) {
        Answer answer = api.post(
                order(status) + "/payments",
                Api.newKey(),
                "{\"amount\": %d, \"currency\": \"%s\", \"paymentMethod\": \"pm_ok\"}".formatted(amount, currency));
        assertEquals(refusal, answer.problem());
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, ''",
        "CANCELLED, ''",
        "PAYMENT_PENDING, order-not-cancellable",
        "PAID, order-not-cancellable",
        "PARTIALLY_REFUNDED, order-not-cancellable",
        "REFUNDED, order-not-cancellable"
    })
    void onlyAnOpenOrderIsCancellableAndACancelledOneStaysSo(OrderStatus status, String refusal) {
        String order = order(status);
        Answer answer = api.post(order + "/cancel", Api.newKey(), "{}");
        assertEquals(refusal, answer.problem());
        assertEquals(
                refusal.isEmpty() ? "CANCELLED" : status.name(), api.get(order).text("status"));
    }
}
