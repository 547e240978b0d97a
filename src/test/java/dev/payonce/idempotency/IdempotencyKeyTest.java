package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.payonce.idempotency.IdempotencyKey.Fault;
import dev.payonce.idempotency.IdempotencyKey.Refused;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reading the key out of its carriers. */
class IdempotencyKeyTest {

    private static final Set<String> NO_QUERY = Set.of();

    private static Fault fault(List<String> headers, String body, Set<String> query) {
        return assertThrows(Refused.class, () -> IdempotencyKey.read(headers, body, query))
                .fault();
    }

    @Test
    void carriersThatAgreeAreOneKey() {
        for (List<String> headers : List.of(
                List.of("key-12345"),
                List.of("\"key-12345\""),
                List.of(" key-12345 ", "\"key-12345\""),
                List.<String>of())) {
            assertEquals("key-12345", IdempotencyKey.read(headers, "key-12345", NO_QUERY));
        }
        assertEquals("key-12345", IdempotencyKey.read(List.of("key-12345"), null, Set.of("limit", "key")));
    }

    @Test
    void withoutAKeyTheRequestIsRefused() {
        assertEquals(Fault.MISSING, fault(List.of(), null, NO_QUERY));
    }

    @Test
    void carriersThatDisagreeAreNeverChosenFrom() {
        assertEquals(Fault.AMBIGUOUS, fault(List.of("key-12345", "key-12346"), null, NO_QUERY));
        assertEquals(Fault.AMBIGUOUS, fault(List.of("key-12345"), "key-12346", NO_QUERY));
        assertEquals(Fault.AMBIGUOUS, fault(List.of("key-12345"), "KEY-12345", NO_QUERY));
    }

    @Test
    void aKeyHas8To255OfTheAllowedCharacters() {
        for (String malformed : List.of(
                "",
                "1234567",
                "k".repeat(256),
                "key 12345",
                "key\t12345",
                "key,12345",
                "k\u00e9y-12345",
                "\"\"",
                "\"key-12345")) {
            assertEquals(Fault.MALFORMED, fault(List.of(malformed), null, NO_QUERY), malformed);
        }
        assertEquals(Fault.MALFORMED, fault(List.of("key-12345"), "", NO_QUERY), "an empty field is not an absent one");
        assertEquals("12345678", IdempotencyKey.read(List.of("12345678"), null, NO_QUERY));
        assertEquals("k".repeat(255), IdempotencyKey.read(List.of("k".repeat(255)), null, NO_QUERY));
        assertEquals("aZ09-_.:~+/=", IdempotencyKey.read(List.of("aZ09-_.:~+/="), null, NO_QUERY));
    }

    @Test
    void quotesBelongToTheHeaderAndNotToTheBody() {
        assertEquals(Fault.MALFORMED, fault(List.of(), "\"key-12345\"", NO_QUERY));
    }

    @Test
    void aKeyInTheQueryIsRefusedInEverySpelling() {
        for (String spelling : List.of(
                "idempotency-key",
                "Idempotency-Key",
                "X-Idempotency-Key",
                "idempotencyKey",
                "idempotency_key",
                "idempotencykey[]")) {
            assertEquals(Fault.IN_URL, fault(List.of("key-12345"), null, Set.of(spelling)), spelling);
        }
    }
}
