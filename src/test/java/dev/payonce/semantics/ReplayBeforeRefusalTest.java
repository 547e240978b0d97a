package dev.payonce.semantics;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.OperationKind;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that got stricter takes no answer back: what a key said stands, for the same request. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReplayBeforeRefusalTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private Answer post(Command command) {
        return api.post(command.path(), key, command.body());
    }

    /** The same request by its identity, as a rule of today refuses it: its text for people is too long. */
    private static Command invalid(Kind kind, Command command) {
        return command.with(kind.noise.get(0), JsonNodeFactory.instance.textNode("x".repeat(1001)));
    }

    /** By kind, a field that counts, with a value that a rule of today refuses and an older one may have let through. */
    private static final Map<Kind, Map.Entry<String, JsonNode>> ONCE_VALID = Map.of(
            Kind.ORDER, Map.entry("currency", JsonNodeFactory.instance.textNode("DEM")),
            Kind.PAYMENT, Map.entry("currency", JsonNodeFactory.instance.textNode("XXX")),
            Kind.REFUND, Map.entry("amount", JsonNodeFactory.instance.numberNode(1_000_000_000_000L)),
            Kind.TRANSFER, Map.entry("recipient", JsonNodeFactory.instance.textNode("r".repeat(201))));

    /** Makes the key's row one of this command, as if it had been valid when it was first sent. */
    private void storeAs(Kind kind, Command command) throws IOException {
        Fingerprint fingerprint = fingerprint(
                Semantics.ALL.stream()
                        .filter(operation -> operation.isNamed(kind.operation))
                        .findFirst()
                        .orElseThrow(),
                command);
        assertEquals(
                1,
                Database.update(
                        "UPDATE idempotency_key SET fingerprint = ?, identity = ? WHERE merchant_id = ? AND key = ?",
                        fingerprint.digest(),
                        fingerprint.identity(),
                        api.merchant,
                        key));
    }

    private static <R extends Record> Fingerprint fingerprint(OperationKind<R> operation, Command command)
            throws IOException {
        Object[] ids = ID.matcher(command.path())
                .results()
                .map(id -> UUID.fromString(id.group()))
                .toArray();
        return operation.fingerprint(JSON.readValue(command.body(), operation.request()), ids);
    }

    private static void assertReplay(Answer first, Answer again) {
        assertAll(
                () -> assertEquals(first.status() < 300 ? 200 : first.status(), again.status(), again::toString),
                () -> assertEquals(first.body(), again.body()),
                () -> assertEquals("true", again.header("X-Idempotent-Result")),
                () -> assertEquals("true", again.header("Idempotent-Replayed")),
                () -> assertEquals(first.header("X-Request-ID"), again.header("X-Original-Request-ID")),
                () -> assertEquals(first.header("Location"), again.header("Location")),
                () -> assertEquals(first.header("Content-Type"), again.header("Content-Type")));
    }

    private static void assertInvalid(Answer answer) {
        assertEquals(400, answer.status(), answer::toString);
        assertEquals("invalid-request", answer.problem());
        assertFalse(answer.json().path("violations").isEmpty(), answer::toString);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatWouldBeRefusedTodayGetsTheAnswerThatItsKeyGave(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = post(command).expect(kind.firstStatus);
        assertReplay(first, post(invalid(kind, command)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANCEL") // whose body has nothing that counts
    void aValueThatCountsAndWasValidOnceIsAnsweredAsItWasThen(Kind kind) throws IOException {
        Command valid = kind.fresh(api);
        Answer first = post(valid).expect(kind.firstStatus);
        var field = ONCE_VALID.get(kind);
        Command command = valid.with(field.getKey(), field.getValue());
        assertInvalid(post(command));

        storeAs(kind, command);
        assertReplay(first, post(command));
    }

    @Test
    void aBoundThatOnlyTheServiceKnowsIsNoExceptionToThat() throws IOException {
        Command valid = Kind.ORDER.fresh(api);
        Answer first = post(valid).expect(201);
        var items = JSON.readTree("[{\"sku\": \"tea\", \"quantity\": 1000000, \"unitPrice\": 999999999999}]");
        Command tooMuch = valid.with("items", items);
        assertInvalid(post(tooMuch));

        storeAs(Kind.ORDER, tooMuch);
        assertReplay(first, post(tooMuch));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalThatTheKeyRemembersIsRepeated(Kind kind) {
        Command command = kind.refused(api);
        assertReplay(post(command), post(invalid(kind, command)));
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredKeySaysThatItIsExpired(Kind kind) {
        Command command = kind.fresh(api);
        Answer first = post(command).expect(kind.firstStatus);
        Database.expire(api.merchant, key);

        Answer gone = post(invalid(kind, command)).expect(410);
        assertEquals(first.header("Location"), gone.text("resource"));
    }

    private Command payment(String method) {
        return new Command("/v1/orders/" + api.order(1000) + "/payments", json(Api.paymentOf(1000, method)));
    }

    private static ObjectNode json(String text) {
        try {
            return JSON.readValue(text, ObjectNode.class);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void whileItRunsItIsToldToComeBack() {
        Command slow = payment("pm_slow");
        CompletableFuture<Answer> first = api.send(slow.path(), key, slow.body());
        Api.await(() -> api.current(key), found -> found.status() == 200);

        Answer running = post(invalid(Kind.PAYMENT, slow)).expect(409);
        assertEquals("operation-in-progress", running.problem());
        assertNotNull(running.header("Retry-After"));
        Answer created = Api.join(first).expect(201);
        assertReplay(created, post(invalid(Kind.PAYMENT, slow)));
    }

    @Test
    void whileItsOutcomeIsUnknownItIsShownPending() {
        Command command = payment("pm_timeout_charged");
        Answer first = post(command).expect(202);
        Answer again = post(invalid(Kind.PAYMENT, command));
        assertTrue(again.status() == 202 || again.status() == 200, again::toString);
        assertEquals(first.id(), again.id());
        Answer decided = api.awaitDecided(
                command.path(), key, invalid(Kind.PAYMENT, command).body());
        assertTrue(decided.replayed());
        assertEquals("SUCCEEDED", decided.text("status"));
    }

    @Test
    void whatWasBegunAndIsUndoneIsCarriedOnAsItWasBegun() {
        Command command = payment("pm_flaky");
        post(command).expect(503);
        Answer paid = post(invalid(Kind.PAYMENT, command)).expect(201);
        assertEquals("SUCCEEDED", paid.text("status"));
        assertEquals(1, Api.statement(paid.id()).size());
    }

    @ParameterizedTest
    @EnumSource
    void whereNothingStandsItIsRefusedAndTheKeyStaysFree(Kind kind) {
        Command command = kind.fresh(api);
        assertInvalid(post(invalid(kind, command)));
        assertEquals(404, api.current(key).status());
        post(command).expect(kind.firstStatus);
    }

    @ParameterizedTest
    @EnumSource
    void whereAnotherOperationStandsItIsRefusedAsInvalid(Kind kind) {
        Command command = kind.fresh(api);
        post(command).expect(kind.firstStatus);
        kind.others(api, command).values().forEach(other -> assertInvalid(post(invalid(kind, other))));
        for (Kind another : Kind.values()) {
            if (another != kind) {
                assertInvalid(post(invalid(another, another.fresh(api))));
            }
        }
        assertEquals(200, post(command).status(), "the key still answers its own operation");
    }

    @ParameterizedTest
    @EnumSource
    void anotherMerchantsKeyAnswersNothing(Kind kind) {
        Command command = kind.fresh(api);
        post(command).expect(kind.firstStatus);
        Command invalid = invalid(kind, command);
        assertInvalid(Api.newMerchant().post(invalid.path(), key, invalid.body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "X-Idempotency-Key", "idempotencyKey"})
    void whateverCarriesTheKeyItIsLookedAt(String carrier) {
        Command command = Kind.TRANSFER.fresh(api);
        Answer first = post(command).expect(201);
        Command invalid = invalid(Kind.TRANSFER, command);
        assertReplay(
                first,
                carrier.equals("idempotencyKey")
                        ? api.postWith(
                                invalid.path(),
                                invalid.with(carrier, JsonNodeFactory.instance.textNode(key))
                                        .body())
                        : api.postWith(invalid.path(), invalid.body(), carrier, key));
    }

    @Test
    void withoutAUsableKeyAnInvalidRequestIsSaidToBeInvalid() {
        Command invalid = invalid(Kind.TRANSFER, Kind.TRANSFER.fresh(api));
        assertInvalid(api.postWith(invalid.path(), invalid.body()));
        assertInvalid(api.post(invalid.path(), "short", invalid.body()));
        assertInvalid(api.postWith(
                invalid.path(), invalid.body(), "Idempotency-Key", key, "X-Idempotency-Key", Api.newKey()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"items\": [null]}",
                "{\"items\": [{\"sku\": null}]}",
                "{\"customer\": \"\\ud800\", \"currency\": \"\", \"items\": []}"
            })
    void whateverIsMissingInARequestItHasAFingerprintToLookFor(String body) {
        Command command = Kind.ORDER.fresh(api);
        post(command).expect(201);
        assertInvalid(post(new Command(command.path(), json(body))));
    }

    @Test
    void whatCannotBeBoundHasNoFingerprintAndIsRefused() {
        Command command = Kind.TRANSFER.fresh(api);
        post(command).expect(201);
        for (String body : new String[] {
            "null", "[]", command.body().replace("400", "400.5"), command.body().replace("memo", "colour")
        }) {
            Answer refused = api.post(command.path(), key, body);
            assertEquals("invalid-request", refused.problem(), () -> body + ": " + refused);
        }
    }
}
