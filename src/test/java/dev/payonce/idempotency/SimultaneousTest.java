package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However many come at the same moment, there is one effect, and the rules hold between different ones. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class SimultaneousTest {

    private static final int STORM = 100;
    private static final int RIVALS = 50;

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private long rows(String table) {
        return Database.number("SELECT count(*) FROM " + table + " WHERE merchant_id = ?", api.merchant);
    }

    /** How often each answer was given, by its status and, where it is one, its problem. */
    private static Map<String, Long> counted(List<Answer> answers) {
        return answers.stream()
                .collect(Collectors.groupingBy(
                        answer -> (answer.status() + " " + answer.problem()).strip(), Collectors.counting()));
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredWithOneKeyHaveOneEffectAndOneAnswer(Kind kind) {
        Command command = kind.fresh(api);
        long before = rows("ledger_entry");
        List<Answer> answers = api.storm(STORM, () -> api.send(command.path(), key, command.body()));

        List<Answer> decided =
                answers.stream().filter(answer -> answer.status() < 300).toList();
        List<Answer> first =
                decided.stream().filter(answer -> !answer.replayed()).toList();
        assertEquals(1, first.size(), () -> counted(answers).toString());
        assertEquals(kind.firstStatus, first.get(0).status());
        assertEquals(
                Set.of(first.get(0).body()), decided.stream().map(Answer::body).collect(Collectors.toSet()));
        assertTrue(
                answers.stream()
                        .allMatch(answer ->
                                answer.status() < 300 || answer.problem().equals("operation-in-progress")),
                () -> counted(answers).toString());

        Answer replay = api.post(command.path(), key, command.body()).expect(200);
        assertEquals(first.get(0).body(), replay.body());
        assertEquals(1, Database.number("SELECT count(*) FROM idempotency_key WHERE key = ?", key));
        String id = replay.id();
        switch (kind) {
            case ORDER -> assertEquals(1, rows("orders"));
            case CANCEL -> assertEquals("CANCELLED", api.orderStatus(id));
            case PAYMENT -> {
                assertEquals(1, rows("payment"));
                assertEquals(before + 1, rows("ledger_entry"));
                assertEquals(1, Api.statement(id).size());
            }
            case REFUND -> {
                assertEquals(1, rows("refund"));
                assertEquals(before + 1, rows("ledger_entry"));
                assertEquals(1, Api.statement(id).size());
            }
            case TRANSFER -> {
                assertEquals(1, rows("transfer"));
                assertEquals(before + 1, rows("ledger_entry"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHundredWithOneKeyAreRefusedAlike(Kind kind) {
        Command command = kind.refused(api);
        List<Answer> answers = api.storm(STORM, () -> api.send(command.path(), key, command.body()));

        List<Answer> refused = answers.stream()
                .filter(answer -> !answer.problem().equals("operation-in-progress"))
                .toList();
        assertEquals(
                1,
                refused.stream().map(Answer::toString).distinct().count(),
                () -> counted(answers).toString());
        assertEquals(1, refused.stream().filter(answer -> !answer.replayed()).count());
        assertTrue(refused.get(0).status() >= 402);
    }

    @RepeatedTest(3)
    void ofManyPaymentsOfOneOrderOneIsCharged() {
        String order = api.order(1000);
        List<Answer> answers = api.storm(
                RIVALS,
                () -> api.send("/v1/orders/" + order + "/payments", Api.newKey(), Api.paymentOf(1000, "pm_ok")));

        assertEquals(1, count(answers, 201), () -> counted(answers).toString());
        assertEquals(RIVALS - 1, count(answers, 409), () -> counted(answers).toString());
        assertTrue(Set.of("201", "409 payment-pending", "409 order-not-payable")
                .containsAll(counted(answers).keySet()));
        assertEquals(1, rows("payment"));
        assertEquals(1, rows("ledger_entry"));
        assertEquals(1000, api.balance("EUR").path("captured").asLong());
    }

    @RepeatedTest(3)
    void manyPartialRefundsNeverGiveBackMoreThanWasCaptured() {
        String payment = api.paid(1000);
        List<Answer> answers = api.storm(
                RIVALS, () -> api.send("/v1/payments/" + payment + "/refunds", Api.newKey(), Api.partialOf(70)));

        assertEquals(14, count(answers, 201), () -> counted(answers).toString());
        assertEquals(Map.of("201", 14L, "409 refund-exceeds-remaining", 36L), counted(answers));
        assertEquals(
                980,
                api.get("/v1/payments/" + payment).json().path("amountRefunded").asLong());
        assertEquals(
                14,
                answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .mapToInt(answer -> Api.statement(answer.id()).size())
                        .sum());
        assertEquals(20, api.balance("EUR").path("available").asLong());
    }

    @Test
    void ofManyFullRefundsOneIsExecuted() {
        String payment = api.paid(1000);
        List<Answer> answers =
                api.storm(RIVALS, () -> api.send("/v1/payments/" + payment + "/refunds", Api.newKey(), Api.FULL));

        assertEquals(Map.of("201", 1L, "409 payment-not-refundable", RIVALS - 1L), counted(answers));
        assertEquals(1, rows("refund"));
        assertEquals(1000, api.balance("EUR").path("refunded").asLong());
    }

    @RepeatedTest(3)
    void manyTransfersNeverTakeTheBalanceBelowZero() {
        api.paid(1000);
        List<Answer> answers = api.storm(RIVALS, () -> api.send("/v1/transfers", Api.newKey(), Api.transferOf(70)));

        assertEquals(Map.of("201", 14L, "409 insufficient-balance", 36L), counted(answers));
        JsonNode balance = api.balance("EUR");
        assertEquals(980, balance.path("transferred").asLong());
        assertEquals(20, balance.path("available").asLong());
        assertEquals(14, rows("transfer"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDER", "REFUND", "TRANSFER"})
    void ofManyKeysWithOneReferenceOneIsExecutedAndTheOthersLeadToIt(Kind kind) {
        Command command = kind.fresh(api);
        List<Answer> answers = api.storm(RIVALS, () -> api.send(command.path(), Api.newKey(), command.body()));

        assertEquals(Map.of("201", 1L, "409 duplicate-operation", RIVALS - 1L), counted(answers));
        String made = answers.stream()
                .filter(answer -> answer.status() == 201)
                .findFirst()
                .orElseThrow()
                .header("Location");
        answers.stream()
                .filter(answer -> answer.status() == 409)
                .forEach(answer -> assertEquals(made, answer.text("resource")));
    }

    @RepeatedTest(3)
    void anOrderIsEitherCancelledOrPaidNeverBoth() {
        String order = api.order(1000);
        String path = "/v1/orders/" + order;
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Answer> answers = api.storm(
                20,
                () -> turn.getAndIncrement() % 2 == 0
                        ? api.send(path + "/payments", Api.newKey(), Api.paymentOf(1000, "pm_ok"))
                        : api.send(path + "/cancel", Api.newKey(), "{}"));

        boolean paid = count(answers, 201) > 0;
        boolean cancelled = count(answers, 200) > 0;
        assertTrue(paid != cancelled, () -> counted(answers).toString());
        assertEquals(paid ? "PAID" : "CANCELLED", api.orderStatus(order));
        assertEquals(paid ? 1 : 0, rows("payment"));
    }

    @Test
    void ofTwoDifferentRequestsUnderOneKeyOneIsExecutedAndTheOtherIsAMismatch() {
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Answer> answers = api.storm(
                STORM, () -> api.send("/v1/orders", key, Api.orderOf(turn.getAndIncrement() % 2 == 0 ? 1000 : 2000)));

        assertEquals(Map.of("201", 1L, "200", 49L, "422 idempotency-key-reused", 50L), counted(answers));
        assertEquals(1, rows("orders"));
    }
}
