package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.payonce.client.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that never fails proves nothing: each rule is shown a history that breaks it. */
class HistoryCheckerTest {

    @Test
    void anHonestHistoryIsAccepted() {
        assertEquals(
                List.of(),
                HistoryChecker.violations(List.of(
                        nothing("a", 0, 10),
                        pending("a", 11, 20),
                        done("a", 21, 30, 201, "1", false),
                        nothing("a", 31, 40),
                        done("a", 41, 50, 200, "1", true),
                        trouble("a", 51, 60),
                        failed("b", 0, 10, "declined", false),
                        failed("b", 11, 20, "declined", true))));
    }

    @Test
    void aSecondAnswerThatIsAnotherIsFound() {
        finds("two answers", done("a", 0, 10, 201, "1", false), done("a", 11, 20, 200, "2", true));
        finds("two answers", done("a", 0, 10, 201, "1", false), failed("a", 11, 20, "not_executed", true));
        finds("two answers", failed("a", 0, 10, "declined", false), failed("a", 11, 20, "not_executed", true));
    }

    @Test
    void anExecutionThatTookPlaceTwiceIsFoundThoughBothAnswersAreEqual() {
        finds("executed more than once", done("a", 0, 10, 201, "1", false), done("a", 5, 20, 201, "1", false));
    }

    @Test
    void anAnswerThatIsTakenBackIsFound() {
        finds("undecided again", done("a", 0, 10, 201, "1", false), pending("a", 11, 20));
        finds("undecided again", failed("a", 0, 10, "declined", false), undone("a", 11, 20));
    }

    @Test
    void whatWasSentBeforeTheDecisionMayStillHearThatItIsPending() {
        assertEquals(
                List.of(), HistoryChecker.violations(List.of(done("a", 0, 10, 201, "1", false), pending("a", 9, 20))));
    }

    @Test
    void anOperationThatIsNeverDecidedIsFound() {
        finds("never decided", pending("a", 0, 10), nothing("a", 11, 20));
    }

    @Test
    void anHonestRequestThatIsRefusedIsFound() {
        finds(
                "refused",
                done("a", 0, 10, 201, "1", false),
                event("a", 11, 20, 422, "idempotency-key-reused", false, Decision.MISMATCH, "{}"));
    }

    @Test
    void twoIntentsThatWereMadeOneAreFound() {
        finds("two intents", done("a", 0, 10, 201, "1", false), done("b", 0, 10, 201, "1", false));
    }

    private static void finds(String what, Event... history) {
        List<String> violations = HistoryChecker.violations(List.of(history));
        assertTrue(violations.stream().anyMatch(violation -> violation.contains(what)), violations::toString);
    }

    private static Event done(String key, long invoked, long returned, int status, String id, boolean replayed) {
        String body = "{\"id\":\"" + id + "\",\"status\":\"SUCCEEDED\"}";
        return event(key, invoked, returned, status, "done", replayed, Decision.DONE, body);
    }

    private static Event failed(String key, long invoked, long returned, String code, boolean replayed) {
        String body = "{\"type\":\"/problems/payment-declined\",\"failureCode\":\"" + code + "\"}";
        return event(key, invoked, returned, 402, "payment-declined", replayed, Decision.FAILED, body);
    }

    private static Event pending(String key, long invoked, long returned) {
        return event(key, invoked, returned, 202, "pending", false, Decision.RETRY, "{\"status\":\"PENDING\"}");
    }

    private static Event undone(String key, long invoked, long returned) {
        String body = "{\"type\":\"/problems/gateway-unavailable\"}";
        return event(key, invoked, returned, 503, "server-error", false, Decision.RETRY, body);
    }

    private static Event trouble(String key, long invoked, long returned) {
        String body = "{\"type\":\"/problems/database-unavailable\"}";
        return event(key, invoked, returned, 503, "server-error", false, Decision.RETRY, body);
    }

    private static Event nothing(String key, long invoked, long returned) {
        return new Event(
                key, "payment.create", invoked, returned, 0, "network", false, Decision.RETRY, NullNode.instance);
    }

    private static Event event(
            String key,
            long invoked,
            long returned,
            int status,
            String reason,
            boolean replayed,
            Decision decision,
            String body) {
        try {
            return new Event(
                    key,
                    "payment.create",
                    invoked,
                    returned,
                    status,
                    reason,
                    replayed,
                    decision,
                    Lab.JSON.readTree(body));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
