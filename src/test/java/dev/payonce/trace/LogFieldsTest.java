package dev.payonce.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.idempotency.Claim;
import java.util.UUID;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogFieldsTest {

    private static ExtLogRecord line(Object... about) {
        var line = new ExtLogRecord(Level.INFO, "%s", ExtLogRecord.FormatStyle.PRINTF, LogFieldsTest.class.getName());
        line.setParameters(about);
        assertTrue(new LogFields().isLoggable(line));
        return line;
    }

    @Test
    void aLineAboutAnOperationNamesItAndTheRequestThatMadeIt() {
        UUID operation = UUID.randomUUID();
        var line = line(new Claim(UUID.randomUUID(), "a-secret-key", operation, "payment.create", 1, "request-1"));
        assertEquals(operation.toString(), line.getMdc("operationId"));
        assertEquals("request-1", line.getMdc("requestId"));
        assertTrue(line.getMdcCopy().values().stream().noneMatch(value -> value.contains("key")));
    }

    @Test
    void aLineAboutSomethingElseNamesNeither() {
        assertNull(line("a text", null).getMdc("operationId"));
        assertNull(line().getMdc("requestId"));
    }
}
