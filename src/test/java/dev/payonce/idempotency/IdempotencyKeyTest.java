package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.payonce.idempotency.IdempotencyKey.Fault;
import dev.payonce.idempotency.IdempotencyKey.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the key out of its carriers. */
class IdempotencyKeyTest {

    private static final Set<String> NO_QUERY = Set.of();
    private static final String LONGEST = "key-1".repeat(51);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k-123456, k-123456",
                "k-123456,k-123456 ,\tk-123456",
                "\"k-123456\", \"k-123456\"",
                "k-123456, \"k-123456\"",
                "\"k-123456\";foo=bar",
                "k-123456;a=1",
                "k-123456 ; a=1; b, \"k-123456\";c=?1",
                "\"k-123456\";note=\"one, two; three\", k-123456",
                "\"k-123456\";note=\"a \\\" b, c\", k-123456;date=@1659578233"
            })
    void carriersThatAgreeAreOneKeyHoweverAProxyJoinedThemAndParametersAreIgnored(String line) {
        assertEquals("k-123456", IdempotencyKey.read(List.of(line), null, NO_QUERY));
        assertEquals("k-123456", IdempotencyKey.read(List.of("k-123456", line), "k-123456", NO_QUERY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k-123456, k-123457",
                "\"k-123456\", \"K-123456\"",
                "k-123456;a=1, k-1234567;a=1",
                "\"k-123456\";note=\"x, y\", k-12345678"
            })
    void carriersThatDifferAreAmbiguousHoweverAProxyJoinedThem(String line) {
        assertEquals(Fault.AMBIGUOUS, fault(List.of(line), null, NO_QUERY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k-123456,",
                ", k-123456",
                "k-123456, , k-123456",
                ";a=1",
                "\"\";a=1",
                "k-123456, \"k-123456",
                "k-123456, undefined",
                "\"k-123456\" \"k-123456\"",
                "\"k-123456, k-123456\"",
                "\"k;123456\""
            })
    void aListWithAMemberThatIsNoKeyIsMalformed(String line) {
        assertEquals(Fault.MALFORMED, fault(List.of(line), null, NO_QUERY));
    }

    @Test
    void theBodysFieldIsAKeyAndNoList() {
        for (String line : List.of("k-123456, k-123456", "k-123456;a=1", " k-123456", "\"k-123456\"")) {
            assertEquals(Fault.MALFORMED, fault(List.of(), line, NO_QUERY), line);
        }
    }

    @Test
    void aHeaderFullOfDelimitersIsRefusedLikeAnyOther() {
        for (String delimiter : List.of(",", ";", "\"", "\\", "\"\\", ";\"", ",\"", "\",")) {
            assertEquals(
                    Fault.MALFORMED, fault(List.of(delimiter.repeat(4000) + "k-123456"), null, NO_QUERY), delimiter);
        }
    }

    @Test
    void aKeyHas8To255OfTheAllowedCharacters() {
        for (String malformed : List.of(
                "",
                "1234567",
                LONGEST + "k",
                "key 12345",
                "key\t12345",
                "key,12345",
                "k\u00e9y-12345",
                "\u212aey-12345",
                "\"\"",
                "\"key-12345")) {
            assertEquals(Fault.MALFORMED, fault(List.of(malformed), null, NO_QUERY), malformed);
        }
        assertEquals(Fault.MALFORMED, fault(List.of("key-12345"), "", NO_QUERY), "an empty field is not an absent one");
        assertEquals("12345678", IdempotencyKey.read(List.of("12345678"), null, NO_QUERY));
        assertEquals(LONGEST, IdempotencyKey.read(List.of(LONGEST), null, NO_QUERY));
        assertEquals("aZ09-_.:~+/=", IdempotencyKey.read(List.of("aZ09-_.:~+/="), null, NO_QUERY));
    }

    @TestFactory
    Stream<DynamicTest> whatABrokenClientSendsInsteadOfAKeyIsNone() {
        return vectors("noKeys")
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").textValue(), () -> {
                    String none = vector.get("key").textValue();
                    String quoted = '"' + none + '"';
                    for (String line : List.of(quoted, none + ";a=1", quoted + ";a=1", "k-123456, " + quoted)) {
                        assertEquals(Fault.MALFORMED, fault(List.of(line), null, NO_QUERY), line);
                    }
                    assertEquals(Fault.MALFORMED, fault(List.of(), none, NO_QUERY));
                }));
    }

    @Test
    void fourDifferentCharactersAreEnoughAndUndefinedMayBePartOfAKey() {
        for (String key : List.of("abcdabcd", "00000000-0000-0000-0000-0000000000ab", "undefined-1")) {
            assertEquals(key, IdempotencyKey.read(List.of(key), null, NO_QUERY));
        }
    }

    @Test
    void whatTheClientsMakeIsAKey() {
        vectors("keys")
                .map(vector -> vector.get("key").textValue())
                .forEach(key -> assertEquals(key, IdempotencyKey.read(List.of(key), null, NO_QUERY)));
    }

    private static Stream<JsonNode> vectors(String part) {
        try (InputStream file = IdempotencyKeyTest.class.getResourceAsStream("/client-vectors.json")) {
            return StreamSupport.stream(
                    new JsonMapper().readTree(file).get(part).spliterator(), false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
