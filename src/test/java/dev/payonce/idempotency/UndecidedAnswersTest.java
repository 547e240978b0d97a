package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of answers for what is running, unknown, or had no effect yet. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class UndecidedAnswersTest {

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    /** A command whose gateway call takes its time, and one that differs from it in one field. */
    private record Slow(String path, String body, String other, String differing) {}

    private Slow slow(String kind, String chargedBy, String refundedBy) {
        if (kind.equals("payment.create")) {
            String order = api.order(1000);
            return new Slow(
                    "/v1/orders/" + order + "/payments",
                    Api.paymentOf(1000, chargedBy),
                    Api.paymentOf(1000, "pm_ok"),
                    "paymentMethod");
        }
        String payment = api.paid(1000, refundedBy);
        return new Slow("/v1/payments/" + payment + "/refunds", Api.partialOf(400), Api.partialOf(401), "amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment.create", "refund.create"})
    void whileItRunsTheSameRequestIsToldToComeBackAndAnotherIsAMismatch(String kind) {
        Slow slow = slow(kind, "pm_slow", "pm_slow");
        CompletableFuture<Answer> first = api.send(slow.path, key, slow.body);
        Answer operation = Api.await(() -> api.current(key), found -> found.status() == 200);

        Answer running = api.post(slow.path, key, slow.body);
        assertFalse(first.isDone());
        assertEquals(409, running.status(), running::toString);
        assertEquals("operation-in-progress", running.problem());
        assertEquals("same-key", running.text("retry"));
        assertTrue(Integer.parseInt(running.header("Retry-After")) > 0);
        assertEquals("/v1/operations/" + operation.id(), running.text("operation"));
        assertNull(running.header("Idempotent-Replayed"));
        assertEquals("PENDING", api.get(running.text("operation")).expect(200).text("status"));

        Answer mismatch = api.post(slow.path, key, slow.other);
        assertEquals(422, mismatch.status(), "a mismatch wins over what is running");
        assertEquals(slow.differing, mismatch.json().at("/differingFields/0").asText());

        Answer created = Api.join(first).expect(201);
        assertEquals("SUCCEEDED", created.text("status"));
        assertEquals(
                created.body(), api.post(slow.path, key, slow.body).expect(200).body());
        assertEquals(1, Api.statement(created.id()).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment.create", "refund.create"})
    void whileItsOutcomeIsUnknownTheResourceIsShownPendingAndTheSameKeyLearnsTheOutcome(String kind) {
        Slow unknown = slow(kind, "pm_timeout_charged", "pm_refund_timeout_executed");
        Answer first = api.post(unknown.path, key, unknown.body);

        assertEquals(202, first.status(), first::toString);
        assertEquals("PENDING", first.text("status"));
        assertTrue(Integer.parseInt(first.header("Retry-After")) > 0);
        String operation = "/v1/operations/" + api.current(key).id();
        assertEquals("<" + operation + ">; rel=\"operation\"", first.header("Link"));
        assertTrue(first.header("Location").endsWith(first.id()));
        assertNull(first.header("Idempotent-Replayed"));

        Answer again = api.post(unknown.path, key, unknown.body);
        assertTrue(again.status() == 202 || again.status() == 200, again::toString);
        assertEquals(422, api.post(unknown.path, key, unknown.other).status(), "a mismatch wins over the unknown");

        Answer decided = api.awaitDecided(unknown.path, key, unknown.body).expect(200);
        assertTrue(decided.replayed());
        assertEquals(first.id(), decided.id());
        assertEquals("SUCCEEDED", decided.text("status"));
        assertEquals(first.text("createdAt"), decided.text("createdAt"));
        assertEquals("SUCCEEDED", api.get(operation).text("status"));
        assertEquals(1, Api.statement(first.id()).size());
    }

    @Test
    void whatTheGatewayProvablyDidNotDoIsUnavailableHoweverOftenItIsTried() {
        String order = api.order(1000);
        for (int attempt = 1; attempt <= 3; attempt++) {
            Answer answer = api.pay(order, key, 1000, "pm_unavailable");
            assertEquals(503, answer.status(), answer::toString);
            assertEquals("gateway-unavailable", answer.problem());
            assertEquals("same-key", answer.text("retry"));
            assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
            Answer operation = api.current(key).expect(200);
            assertEquals("PENDING", operation.text("status"));
            assertEquals(attempt, operation.json().path("attempts").asInt());
            assertEquals(0, Api.statement(operation.id()).size());
        }
        assertEquals(
                422, api.pay(order, key, 1000, "pm_ok").status(), "undone, the key still belongs to its operation");
        assertEquals(
                "payment-pending", api.pay(order, Api.newKey(), 1000, "pm_ok").problem());
    }

    @Test
    void whatFailedInPassingRunsAgainUnderItsKeyAndIsChargedOnce() {
        String order = api.order(1000);
        assertEquals(503, api.pay(order, key, 1000, "pm_flaky").status());
        Answer second = api.pay(order, key, 1000, "pm_flaky").expect(201);
        assertFalse(second.replayed(), "nothing was answered before that could be repeated");

        assertEquals(
                second.body(), api.pay(order, key, 1000, "pm_flaky").expect(200).body());
        assertEquals(1, Api.statement(second.id()).size());
        assertEquals("PAID", api.orderStatus(order));
    }
}
