package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How a statement is taken apart; that both ways come to the same is for the suites that run in both. */
class StepByStepTest {

    private static final String RULE = """
            WITH payable AS (
                -- (a remark in parentheses
                SELECT id FROM orders WHERE merchant_id = $1 AND id = $2 FOR UPDATE
            ), claim AS (
                INSERT INTO idempotency_key (merchant_id, key) SELECT $1, $3 FROM payable RETURNING merchant_id, created_at
            ), ordered AS (
                UPDATE orders o SET status = lower($4) FROM claim WHERE o.merchant_id = $1
            )
            SELECT created_at FROM claim
            """;

    @Test
    void eachStepIsAStatementAndTheLastLineSaysWhoseRowIsTheResult() {
        StepByStep.Rule rule = StepByStep.split(RULE);
        assertEquals(
                List.of("payable", "claim", "ordered"),
                rule.steps().stream().map(StepByStep.Step::name).toList());
        assertEquals("claim", rule.shown());
        assertTrue(rule.steps().get(2).sql().strip().endsWith("WHERE o.merchant_id = $1"));
    }

    @Test
    void eachStepHasItsOwnParametersAndSaysWhoseRowsItReads() {
        List<StepByStep.Step> steps = StepByStep.split(RULE).steps();
        assertEquals(List.of(1, 3), steps.get(1).given());
        assertTrue(
                steps.get(1).sql().contains("SELECT $1, $2 FROM payable"),
                steps.get(1).sql());
        assertEquals(List.of("payable"), steps.get(1).sources());
        assertEquals(List.of("claim"), steps.get(2).sources());
    }

    @Test
    void whatIsWrittenForAGroupIsRunForOneRequest() {
        String claim = StepByStep.split("WITH claim AS (INSERT INTO k SELECT $1, a FROM unnest($2::text[]) AS asked (a)"
                        + " RETURNING a) SELECT a FROM claim")
                .steps()
                .get(0)
                .sql();
        assertTrue(claim.contains("FROM (SELECT $2::text) AS asked (a)"), claim);
    }

    @Test
    void lookingAndLockingIsNotWriting() {
        List<StepByStep.Step> steps = StepByStep.split(RULE).steps();
        assertFalse(steps.get(0).writes());
        assertTrue(steps.get(1).writes());
        assertTrue(steps.get(2).writes());
    }

    @Test
    void aStatementThatCannotBeTakenApartIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> StepByStep.split("WITH a AS (SELECT (1) SELECT 1 FROM a"));
        assertThrows(IllegalArgumentException.class, () -> StepByStep.split("WITH a AS (SELECT 1) SELECT 1 FROM b"));
    }
}
