package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract's table of answers, row by row, for every kind of operation. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class AnswerTableTest {

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private Answer post(Command command) {
        return api.post(command.path(), key, command.body());
    }

    @ParameterizedTest
    @EnumSource
    void theFirstTimeItIsExecutedAndTheAnswerSaysWhereTheResourceIs(Kind kind) {
        Answer first = post(kind.fresh(api));

        assertEquals(kind.firstStatus, first.status(), first::toString);
        assertNull(first.header("Idempotent-Replayed"));
        assertNull(first.header("X-Idempotent-Result"));
        Answer resource = api.get(first.header("Location")).expect(200);
        assertEquals(first.json(), resource.json(), "the answer shows the resource as it can be read");
        assertTrue(first.text("createdAt").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"));
    }

    @ParameterizedTest
    @EnumSource
    void aRepetitionGetsTheFirstBodyByteForByteAndSaysThatItIsOne(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = api.postWith(command.path(), command.body(), "Idempotency-Key", key, "X-Request-ID", "first-1");
        first.expect(kind.firstStatus);

        for (int i = 0; i < 3; i++) {
            Answer again = post(command);
            assertAll(
                    () -> assertEquals(200, again.status()),
                    () -> assertEquals(first.body(), again.body()),
                    () -> assertEquals("true", again.header("X-Idempotent-Result")),
                    () -> assertEquals("true", again.header("Idempotent-Replayed")),
                    () -> assertEquals("first-1", again.header("X-Original-Request-ID")),
                    () -> assertNotEquals("first-1", again.header("X-Request-ID")),
                    () -> assertEquals(first.header("Location"), again.header("Location")),
                    () -> assertEquals(first.header("Content-Type"), again.header("Content-Type")));
        }
        assertEquals(1, operations());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANCEL")
    void whatIsCreatedIsCreatedWhenItsKeyWasClaimed(Kind kind) {
        Answer first = post(kind.fresh(api));

        assertEquals(first.text("createdAt"), api.current(key).expect(200).text("createdAt"));
        assertEquals(
                1,
                Database.number(
                        "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key = ? AND created_at = ?::timestamptz",
                        api.merchant,
                        key,
                        first.text("createdAt")));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsRememberedAndRepeatedWordForWord(Kind kind) {
        Command command = kind.refused(api);
        Answer first = api.postWith(command.path(), command.body(), "Idempotency-Key", key, "X-Request-ID", "first-2");
        assertTrue(List.of(402, 404, 409).contains(first.status()), first::toString);
        assertEquals("application/problem+json", first.header("Content-Type"));
        assertNull(first.header("Idempotent-Replayed"));

        Answer again = post(command);
        assertAll(
                () -> assertEquals(first.status(), again.status()),
                () -> assertEquals(first.body(), again.body()),
                () -> assertEquals("true", again.header("X-Idempotent-Result")),
                () -> assertEquals("true", again.header("Idempotent-Replayed")),
                () -> assertEquals("first-2", again.header("X-Original-Request-ID")),
                () -> assertEquals("application/problem+json", again.header("Content-Type")));
        assertEquals("FAILED", api.current(key).expect(200).text("status"));
    }

    @ParameterizedTest
    @EnumSource
    void anotherIdentityUnderTheKeyIsNeverExecutedAndTheAnswerNamesExactlyWhatDiffers(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = post(command).expect(kind.firstStatus);
        String operation = "/v1/operations/" + api.current(key).id();

        kind.others(api, command).forEach((differing, other) -> {
            long effects = effects();
            Answer refused = post(other);
            assertEquals(422, refused.status(), () -> differing + ": " + refused);
            assertEquals("idempotency-key-reused", refused.problem());
            assertEquals(List.of(differing.split(",")), texts(refused.json().path("differingFields")));
            assertEquals(operation, refused.text("operation"));
            assertEquals("new-key", refused.text("retry"));
            assertEquals(effects, effects());
        });
        assertEquals(first.body(), post(command).expect(200).body(), "the key still answers its own operation");
    }

    @ParameterizedTest
    @EnumSource
    void theKeyOfOneEndpointIsAMismatchAtEveryOther(Kind kind) {
        post(kind.fresh(api)).expect(kind.firstStatus);

        for (Kind other : Kind.values()) {
            if (other != kind) {
                Command command = other.fresh(api);
                long effects = effects();
                Answer refused = post(command).expect(422);
                assertEquals(List.of("operation"), texts(refused.json().path("differingFields")));
                assertEquals(effects, effects());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyNoiseFieldMayDifferOrBeLeftOutAndTheFirstValueStays(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = post(command).expect(kind.firstStatus);

        for (String field : kind.noise) {
            JsonNode other = field.equals("metadata")
                    ? JsonNodeFactory.instance.objectNode().put("other", 1)
                    : JsonNodeFactory.instance.textNode("another");
            assertEquals(
                    first.body(), post(command.with(field, other)).expect(200).body(), field);
            assertEquals(first.body(), post(command.without(field)).expect(200).body(), field);
        }
        assertEquals(1, operations());
    }

    @ParameterizedTest
    @EnumSource
    void afterTheRetentionTheKeyIsGoneForGoodAndLeadsToItsResource(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = post(command).expect(kind.firstStatus);
        Database.expire(api.merchant, key);
        long effects = effects();

        for (int i = 0; i < 2; i++) {
            Answer gone = post(command);
            assertEquals(410, gone.status(), gone::toString);
            assertEquals("idempotency-key-expired", gone.problem());
            assertEquals(first.header("Location"), gone.text("resource"));
            assertEquals("never", gone.text("retry"));
        }
        assertEquals(effects, effects());
        assertEquals("EXPIRED", api.current(key).expect(200).text("status"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDER", "TRANSFER"})
    void aKeyThatWasDeletedIsExecutedAnew(Kind kind) {
        Command command = kind.fresh(api).without("reference"); // which would refuse for ever
        Answer first = post(command).expect(kind.firstStatus);
        Database.update("DELETE FROM idempotency_key WHERE merchant_id = ? AND key = ?", api.merchant, key);

        Answer second = post(command).expect(kind.firstStatus);
        assertFalse(second.replayed());
        assertNotEquals(first.id(), second.id());
    }

    @ParameterizedTest
    @EnumSource
    void aMismatchWinsOverTheExpiry(Kind kind) {
        Command command = kind.fresh(api);
        post(command).expect(kind.firstStatus);
        Database.expire(api.merchant, key);

        kind.others(api, command)
                .forEach((differing, other) -> assertEquals(
                        List.of(differing.split(",")),
                        texts(post(other).expect(422).json().path("differingFields"))));
    }

    @ParameterizedTest
    @EnumSource
    void anotherMerchantsKeyIsAsIfNeverSeen(Kind kind) {
        Api other = Api.newMerchant();
        post(kind.fresh(api)).expect(kind.firstStatus);
        String theirs = "/v1/operations/" + api.current(key).id();
        assertEquals(404, other.current(key).status());
        assertEquals(404, other.get(theirs).status());

        Command command = kind.fresh(other);
        Answer first = other.post(command.path(), key, command.body());
        assertEquals(kind.firstStatus, first.status(), first::toString);
        assertFalse(first.replayed());
        assertEquals(kind.operation, api.current(key).text("operation"));
        assertNotEquals(api.current(key).id(), other.current(key).id());
    }

    @ParameterizedTest
    @EnumSource
    void noBodyEverShowsTheKey(Kind kind) {
        Command command = kind.fresh(api);
        var answers = new ArrayList<Answer>();
        answers.add(post(command));
        answers.add(post(command));
        answers.add(api.get(answers.get(0).header("Location")));
        kind.others(api, command).values().forEach(other -> answers.add(post(other)));
        answers.add(api.current(key));
        answers.add(api.get("/v1/operations/" + api.current(key).id()));
        answers.add(api.get("/v1/operations?limit=100"));
        Database.expire(api.merchant, key);
        answers.add(post(command));

        answers.forEach(answer -> assertFalse(answer.body().contains(key), answer::toString));
    }

    private long operations() {
        return Database.number(
                "SELECT count(*) FROM idempotency_key WHERE merchant_id = ? AND key = ?", api.merchant, key);
    }

    /** Everything that this merchant's requests ever did. */
    private long effects() {
        return Database.number("""
                SELECT (SELECT count(*) FROM orders WHERE merchant_id = m.id)
                     + (SELECT count(*) FROM orders WHERE merchant_id = m.id AND status <> 'OPEN')
                     + (SELECT count(*) FROM payment WHERE merchant_id = m.id)
                     + (SELECT count(*) FROM refund WHERE merchant_id = m.id)
                     + (SELECT count(*) FROM transfer WHERE merchant_id = m.id)
                     + (SELECT count(*) FROM ledger_entry WHERE merchant_id = m.id)
                     + (SELECT count(*) FROM idempotency_key WHERE merchant_id = m.id)
                  FROM merchant m WHERE m.id = ?""", api.merchant);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
