package dev.payonce.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The contract's table of payment methods: what each does to a charge and to a refund, at once and in the end, at the
 * gateway and in the books. The methods of a column run at the same time, since most of the time they wait.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class GatewayTableTest {

    /** What a method does at once, and what it comes to; the failure code is null where it succeeds. */
    private record Row(String method, int first, int decided, String failureCode) {
        boolean executes() {
            return failureCode == null;
        }
    }

    private static final List<Row> CHARGES = List.of(
            new Row("pm_ok", 201, 200, null),
            new Row("pm_slow", 201, 200, null),
            new Row("pm_declined", 402, 402, "card_declined"),
            new Row("pm_insufficient_funds", 402, 402, "insufficient_funds"),
            new Row("pm_timeout_charged", 202, 200, null),
            new Row("pm_timeout_uncharged", 202, 402, "not_executed"),
            new Row("pm_flaky", 503, 201, null),
            new Row("pm_garbled", 202, 200, null),
            new Row("pm_refund_refused", 201, 200, null),
            new Row("pm_refund_timeout_executed", 201, 200, null),
            new Row("pm_refund_timeout_unexecuted", 201, 200, null),
            new Row("pm_of_somebody_else", 402, 402, "invalid_payment_method"));

    private static final List<Row> REFUNDS = List.of(
            new Row("pm_ok", 201, 200, null),
            new Row("pm_slow", 201, 200, null),
            new Row("pm_refund_refused", 402, 402, "refund_refused"),
            new Row("pm_refund_timeout_executed", 202, 200, null),
            new Row("pm_refund_timeout_unexecuted", 202, 402, "not_executed"));

    /** One command on its way. */
    private record Sent(Row row, String of, String path, String key, String body, CompletableFuture<Answer> first) {}

    private final Api api = Api.newMerchant();

    private Sent send(Row row, String of, String path, String body) {
        String key = Api.newKey();
        return new Sent(row, of, path, key, body, api.send(path, key, body));
    }

    /** Checks the first answer, awaits the decision, and returns the answer that the key gives from then on. */
    private Answer decided(Sent sent) {
        Row row = sent.row;
        Answer first = Api.join(sent.first);
        assertEquals(row.first, first.status(), () -> row + ": " + first);
        Answer decided = api.awaitDecided(sent.path, sent.key, sent.body);
        assertEquals(row.decided, decided.status(), () -> row + ": " + decided);
        Answer again = api.post(sent.path, sent.key, sent.body);
        assertEquals(row.executes() ? 200 : 402, again.status(), () -> row + ": " + again);
        assertEquals(decided.body(), again.body());
        if (row.executes()) {
            assertEquals("SUCCEEDED", decided.text("status"), row::toString);
        } else {
            assertEquals(row.failureCode, decided.text("failureCode"));
            assertEquals("new-key", decided.text("retry"));
        }
        return decided;
    }

    private JsonNode resource(Answer decided) {
        String path = decided.problem().isEmpty() ? decided.header("Location") : decided.text("resource");
        return api.get(path).expect(200).json();
    }

    @Test
    void everyChargeEndsAsItsMethodSaysAndTheOrderWithIt() {
        var sent = new ArrayList<Sent>();
        for (Row row : CHARGES) {
            String order = api.order(1000);
            sent.add(send(row, order, "/v1/orders/" + order + "/payments", Api.paymentOf(1000, row.method)));
        }
        int charged = 0;
        for (Sent each : sent) {
            Answer decided = decided(each);
            JsonNode payment = resource(decided);
            boolean executes = each.row.executes();
            assertEquals(
                    executes ? "SUCCEEDED" : "FAILED", payment.path("status").asText(), each.row::toString);
            assertEquals(each.row.failureCode, payment.path("failureCode").textValue());
            assertEquals(executes ? "PAID" : "OPEN", api.orderStatus(each.of), each.row::toString);
            JsonNode entries = Api.statement(payment.path("id").asText());
            assertEquals(executes ? 1 : 0, entries.size(), each.row::toString);
            if (executes) {
                assertEquals(payment.path("gatewayReference"), entries.at("/0/id"));
                charged++;
            } else {
                assertEquals("payment-declined", decided.problem());
                api.pay(each.of, Api.newKey(), 1000, "pm_ok").expect(201);
                charged++;
            }
        }
        assertEquals(1000L * charged, api.balance("EUR").path("captured").asLong());
    }

    @Test
    void everyRefundEndsAsItsMethodSaysAndPaymentAndOrderWithIt() {
        var payments = new ArrayList<CompletableFuture<Answer>>();
        for (Row row : REFUNDS) {
            String path = "/v1/orders/" + api.order(1000) + "/payments";
            payments.add(api.send(path, Api.newKey(), Api.paymentOf(1000, row.method)));
        }
        var sent = new ArrayList<Sent>();
        for (int i = 0; i < REFUNDS.size(); i++) {
            String payment = Api.join(payments.get(i)).expect(201).id();
            sent.add(send(REFUNDS.get(i), payment, "/v1/payments/" + payment + "/refunds", Api.FULL));
        }
        for (Sent each : sent) {
            Answer decided = decided(each);
            JsonNode refund = resource(decided);
            boolean executes = each.row.executes();
            assertEquals(
                    executes ? "SUCCEEDED" : "FAILED", refund.path("status").asText(), each.row::toString);
            assertEquals(each.row.failureCode, refund.path("failureCode").textValue());
            JsonNode payment = api.get("/v1/payments/" + each.of).json();
            assertEquals(executes ? 1000 : 0, payment.path("amountRefunded").asLong(), each.row::toString);
            assertEquals(
                    executes ? "REFUNDED" : "PAID",
                    api.orderStatus(payment.path("orderId").asText()));
            assertEquals(
                    executes ? 1 : 0, Api.statement(refund.path("id").asText()).size());
            if (!executes) {
                assertEquals("refund-refused", decided.problem());
            }
        }
        assertEquals(3000, api.balance("EUR").path("refunded").asLong());
        assertEquals(2000, api.balance("EUR").path("available").asLong());
    }
}
