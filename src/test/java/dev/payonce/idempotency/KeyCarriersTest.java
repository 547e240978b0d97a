package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a key may stand, and what one looks like. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class KeyCarriersTest {

    private static final String HEADER = "Idempotency-Key";
    private static final String ALIAS = "X-Idempotency-Key";

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private static String carrying(String key) {
        return Api.orderOf(1000).replaceFirst("\\{", "{\"idempotencyKey\": \"" + key + "\", ");
    }

    @Test
    void allCarriersCarryTheSameKey() {
        Answer first =
                api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key).expect(201);

        for (Answer again : new Answer[] {
            api.postWith("/v1/orders", Api.orderOf(1000), ALIAS, key),
            api.postWith("/v1/orders", carrying(key)),
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, '"' + key + '"'),
            api.postWith("/v1/orders", Api.orderOf(1000), "idempotency-key", key),
            api.postWith("/v1/orders", carrying(key), HEADER, key, ALIAS, '"' + key + '"'),
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key, HEADER, key),
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key + ", \"" + key + '"'),
            api.postWith("/v1/orders", Api.orderOf(1000), ALIAS, '"' + key + "\";note=\"a, b\", " + key + ";a=1"),
            api.postWith("/v1/orders", carrying(key), HEADER, key + "," + key)
        }) {
            assertEquals(first.body(), again.expect(200).body());
            assertTrue(again.replayed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBodyFieldCarriesTheKeyOfEveryOperation(Kind kind) {
        Command command = kind.fresh(api);
        String body = command.json().deepCopy().put("idempotencyKey", key).toString();
        Answer first = api.postWith(command.path(), body).expect(kind.firstStatus);

        assertEquals(
                first.body(),
                api.post(command.path(), key, command.body()).expect(200).body());
        assertTrue(!first.body().contains(key));
    }

    @Test
    void carriersThatDifferAreAmbiguousAndNothingIsClaimedUnderEither() {
        String other = Api.newKey();
        for (Answer refused : new Answer[] {
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key, ALIAS, other),
            api.postWith("/v1/orders", carrying(other), HEADER, key),
            api.postWith("/v1/orders", carrying(other), ALIAS, key),
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key, HEADER, other),
            api.postWith("/v1/orders", Api.orderOf(1000), HEADER, key + ", " + other),
            api.postWith("/v1/orders", Api.orderOf(1000), ALIAS, '"' + key + "\";a=1, " + other + ";a=1")
        }) {
            assertEquals("idempotency-key-ambiguous", refused.expect(400).problem());
        }
        assertEquals(404, api.current(key).status());
        assertEquals(404, api.current(other).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Idempotency-Key", "X-Idempotency-Key", "idempotencyKey", "idempotency_key", "IDEMPOTENCY-KEY"})
    void aKeyInTheUrlIsRefusedEvenBesideOneInTheHeader(String parameter) {
        Answer refused = api.post("/v1/orders?" + parameter + "=" + key, key, Api.orderOf(1000));

        assertEquals("idempotency-key-in-url", refused.expect(400).problem());
        assertEquals(404, api.current(key).status());
    }

    @ParameterizedTest
    @EnumSource
    void noOperationIsExecutedWithoutAKey(Kind kind) {
        Command command = kind.fresh(api);

        assertEquals(
                "idempotency-key-missing",
                api.postWith(command.path(), command.body()).expect(400).problem());
        api.post(command.path(), key, command.body()).expect(kind.firstStatus);
    }

    @ParameterizedTest
    @CsvSource({"7, 400", "8, 201", "255, 201", "256, 400"})
    void aKeyHasFrom8To255Characters(int length, int status) {
        Answer answer = api.postWith(
                "/v1/orders", Api.orderOf(1000), HEADER, "key-1".repeat(length).substring(0, length));

        assertEquals(status, answer.status());
        assertEquals(status == 400 ? "idempotency-key-malformed" : "", answer.problem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "\"semi;colon\"",
                "comma-12345,",
                "\"\"quoted\"\"",
                "'quoted'",
                "\"unbalanced",
                "back\\slash"
            })
    void aKeyOfOtherCharactersIsMalformed(String malformed) {
        Answer refused = api.postWith("/v1/orders", Api.orderOf(1000), HEADER, malformed);

        assertEquals("idempotency-key-malformed", refused.expect(400).problem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undefined",
                "00000000-0000-0000-0000-000000000000",
                "FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF",
                "abcabcabc",
                "\u212aEY-12345"
            })
    void whatIsNoKeyIsMalformedInTheBodyToo(String malformed) {
        Answer refused = api.postWith("/v1/orders", carrying(malformed));

        assertEquals("idempotency-key-malformed", refused.expect(400).problem());
    }

    @Test
    void everyAllowedCharacterIsFineAndCaseMatters() {
        String all = "azAZ09-_.:~+/=" + key;
        api.postWith("/v1/orders", Api.orderOf(1000), HEADER, all).expect(201);

        api.postWith("/v1/orders", Api.orderOf(1000), HEADER, all.toUpperCase(java.util.Locale.ROOT))
                .expect(201);
    }
}
