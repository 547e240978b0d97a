package dev.payonce.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Giving up: what was asked under a key has not happened and never will, or the answer says that it has. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class AbandonTest {

    private static final String ABANDON = "/v1/operations/current/abandon";
    private static final int STORM = 100;

    private final Api api = Api.newMerchant();
    private final String key = Api.newKey();

    private Answer abandon() {
        return api.postWith(ABANDON, "", "Idempotency-Key", key);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatArrivesAfterItsKeyWasAbandonedIsNeverExecuted(Kind kind) {
        Command command = kind.fresh(api);
        Answer abandoned = abandon().expect(200);
        assertEquals("ABANDONED", abandoned.text("status"));
        assertTrue(abandoned.json().path("operation").isNull());
        assertTrue(abandoned.json().path("identity").isNull());

        Answer late = api.post(command.path(), key, command.body()).expect(409);
        assertEquals("operation-abandoned", late.problem());
        assertEquals("new-key", late.text("retry"));
        assertEquals(
                "operation-abandoned",
                api.post("/v1/transfers", key, Api.transferOf(1)).expect(409).problem(),
                "it wins over a mismatch");
        assertEquals(abandoned.body(), abandon().expect(200).body());
        assertEquals("ABANDONED", api.current(key).expect(200).text("status"));

        Database.expire(api.merchant, key);
        assertEquals(
                "operation-abandoned",
                api.post(command.path(), key, command.body()).expect(409).problem());
    }

    @ParameterizedTest
    @EnumSource
    void whatWasExecutedCannotBeAbandonedHoweverLongAgo(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = api.post(command.path(), key, command.body()).expect(kind.firstStatus);

        for (int i = 0; i < 2; i++) {
            Answer refused = abandon().expect(409);
            assertEquals("already-executed", refused.problem());
            assertEquals(first.header("Location"), refused.text("resource"));
            assertEquals("never", refused.text("retry"));
            Database.expire(api.merchant, key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailedStandsAsItIs(Kind kind) {
        Command command = kind.refused(api);
        Answer first = api.post(command.path(), key, command.body());
        assertTrue(first.status() >= 402);

        assertEquals("FAILED", abandon().expect(200).text("status"));
        assertEquals(first.body(), api.post(command.path(), key, command.body()).body());
        Database.expire(api.merchant, key);
        assertEquals("EXPIRED", abandon().expect(200).text("status"));
    }

    @Test
    void whatIsRunningIsNotInterrupted() {
        String order = api.order(1000);
        CompletableFuture<Answer> running =
                api.send("/v1/orders/" + order + "/payments", key, Api.paymentOf(1000, "pm_slow"));
        Api.await(() -> api.current(key), found -> found.status() == 200);

        Answer refused = abandon().expect(409);
        assertEquals("operation-in-progress", refused.problem());
        assertEquals("same-key", refused.text("retry"));
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
        assertEquals("SUCCEEDED", Api.join(running).expect(201).text("status"));
        assertEquals("already-executed", abandon().expect(409).problem());
    }

    @Test
    void anUndonePaymentIsBarredAtTheGatewayAndItsOrderIsOpenAgain() {
        String order = api.order(1000);
        assertEquals(503, api.pay(order, key, 1000, "pm_unavailable").status());

        Answer abandoned = abandon().expect(200);
        assertEquals("FAILED", abandoned.text("status"));
        assertEquals("payment.create", abandoned.text("operation"));
        assertEquals("OPEN", api.orderStatus(order));
        assertEquals(
                "not_executed",
                api.pay(order, key, 1000, "pm_unavailable").expect(402).text("failureCode"));
        api.pay(order, Api.newKey(), 1000, "pm_ok").expect(201);
        assertEquals(0, Api.statement(abandoned.id()).size());
    }

    @Test
    void anUndoneRefundIsBarredAtTheGatewayAndItsMoneyIsFreeAgain() {
        String payment = api.paid(1000, "pm_refund_timeout_unexecuted");
        Answer pending = api.refund(payment, key, Api.partialOf(700)).expect(202);

        Answer abandoned = abandon().expect(200);
        assertEquals("FAILED", abandoned.text("status"));
        assertEquals("refund.create", abandoned.text("operation"));
        Answer late = api.refund(payment, key, Api.partialOf(700)).expect(402);
        assertEquals("not_executed", late.text("failureCode"));
        assertEquals(0, Api.statement(pending.id()).size());
        assertEquals(
                1000,
                api.refund(payment, Api.newKey(), Api.partialOf(1001))
                        .expect(409)
                        .json()
                        .path("remaining")
                        .asInt());
    }

    @ParameterizedTest
    @EnumSource
    void aHundredAbandonmentsOfAnUnusedKeyAreOne(Kind kind) {
        Command command = kind.fresh(api);
        Set<String> answers = api.storm(STORM, () -> api.send(ABANDON, key, "")).stream()
                .map(answer -> answer.status() + answer.body())
                .collect(Collectors.toSet());
        assertEquals(1, answers.size(), answers::toString);
        assertEquals(
                "operation-abandoned",
                api.post(command.path(), key, command.body()).expect(409).problem());
    }

    /** Each round once: the payment is undecided, and all who may end it begin at the same moment. */
    @Test
    void ofAbandonmentsRetriesAndRecoveryThatMeetAllTellWhatTheGatewaySays() {
        for (String method : List.of("pm_garbled", "pm_timeout_uncharged", "pm_flaky", "pm_unavailable")) {
            String order = api.order(1000);
            String path = "/v1/orders/" + order + "/payments";
            String undecided = Api.newKey();
            api.pay(order, undecided, 1000, method);
            // From now on it is recovery's, too.
            Database.update(
                    "UPDATE idempotency_key SET due_at = now() WHERE merchant_id = ? AND key = ? AND status = 'PENDING'",
                    api.merchant,
                    undecided);
            var turn = new AtomicInteger();
            List<Answer> answers = api.storm(
                    30,
                    () -> turn.getAndIncrement() % 3 == 0
                            ? api.send(path, undecided, Api.paymentOf(1000, method))
                            : api.send(ABANDON, undecided, ""));

            Answer end = Api.await(
                    () -> api.send(ABANDON, undecided, "").join(),
                    answer -> !Set.of("operation-in-progress", "gateway-unavailable")
                            .contains(answer.problem()));
            String id = api.current(undecided).expect(200).id();
            boolean charged = Api.statement(id).size() == 1;
            assertEquals(charged ? 409 : 200, end.status(), method);
            assertEquals(charged ? "PAID" : "OPEN", api.orderStatus(order), method);
            Set<String> decided = answers.stream()
                    .map(answer -> answer.problem().isEmpty() ? answer.text("status") : answer.problem())
                    .collect(Collectors.toSet());
            decided.removeAll(Set.of("PENDING", "operation-in-progress", "gateway-unavailable"));
            Set<String> truth =
                    charged ? Set.of("SUCCEEDED", "already-executed") : Set.of("FAILED", "payment-declined");
            assertTrue(truth.containsAll(decided), method + decided);
        }
    }

    @Test
    void aHundredAbandonmentsOfAnUnknownOutcomeAllTellWhatTheGatewaySays() {
        for (String method : List.of("pm_garbled", "pm_timeout_uncharged")) {
            String order = api.order(1000);
            String unknown = Api.newKey();
            Answer pending = api.pay(order, unknown, 1000, method).expect(202);

            List<Answer> answers = api.storm(STORM, () -> api.send(ABANDON, unknown, ""));
            Set<String> told = answers.stream()
                    .filter(answer -> !answer.problem().equals("operation-in-progress"))
                    .map(answer -> answer.status() + " " + answer.problem() + answer.text("status"))
                    .collect(Collectors.toSet());

            boolean charged = Api.statement(pending.id()).size() == 1;
            assertEquals(charged ? Set.of("409 already-executed409") : Set.of("200 FAILED"), told);
            assertEquals(charged ? "PAID" : "OPEN", api.orderStatus(order));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofRequestsAndAbandonmentsThatMeetExactlyOneKindIsTrue(Kind kind) {
        Command command = kind.fresh(api);
        var turn = new AtomicInteger();
        List<Answer> answers = api.storm(
                20,
                () -> turn.getAndIncrement() % 2 == 0
                        ? api.send(command.path(), key, command.body())
                        : api.send(ABANDON, key, ""));

        boolean executed = api.post(command.path(), key, command.body()).status() == 200;
        Set<String> problems = answers.stream().map(Answer::problem).collect(Collectors.toSet());
        assertTrue(
                Set.of("", "operation-in-progress", executed ? "already-executed" : "operation-abandoned")
                        .containsAll(problems),
                problems::toString);
        assertEquals(executed ? 409 : 200, abandon().status());
    }

    @Test
    void itNeedsAKeyAndKnowsNoOthers() {
        assertEquals(
                "idempotency-key-missing", api.postWith(ABANDON, "").expect(400).problem());
        assertEquals(
                "idempotency-key-malformed",
                api.postWith(ABANDON, "", "Idempotency-Key", "short")
                        .expect(400)
                        .problem());
        api.post("/v1/orders", key, Api.orderOf(1000)).expect(201);
        Api other = Api.newMerchant();
        assertEquals(
                "ABANDONED",
                other.postWith(ABANDON, "", "Idempotency-Key", key).expect(200).text("status"));
        assertEquals("already-executed", abandon().expect(409).problem());
    }
}
