package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.StepByStep;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StepByStep.class)
class AnswerTableStepByStepTest extends AnswerTableTest {

    @Test
    void anOrderIsPlacedByPlainStatements() {
        Database.update("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        long whole = calls("WITH claim AS (%placed AS (%");
        long plain = calls("WITH claim (%INSERT INTO orders%");
        Api.newMerchant().order(100);
        assertEquals(whole, calls("WITH claim AS (%placed AS (%"));
        assertEquals(plain + 1, calls("WITH claim (%INSERT INTO orders%"));
    }

    private static long calls(String statement) {
        return Database.number("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query LIKE ?", statement);
    }
}
