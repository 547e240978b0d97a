package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One text has one spelling, however it was sent: stored, compared, looked up and answered. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class OneSpellingTest {

    /** Texts that mean one thing to everybody, and how they are kept. */
    private enum Spelling {
        LATIN("Zoe\u0308", "Zo\u00eb"),
        HANGUL("\u1112\u1161\u11ab\u1100\u116e\u11a8", "\ud55c\uad6d"),
        TWO_MARKS_IN_EITHER_ORDER("q\u0307\u0323", "q\u0323\u0307"),
        ANGSTROM_SIGN("\u212b", "\u00c5"),
        KELVIN_SIGN("\u212a", "K");

        final String sent;
        final String kept;

        Spelling(String sent, String kept) {
            this.sent = sent;
            this.kept = kept;
        }
    }

    /** Texts that are codes, of which no letter has two spellings. */
    private static final Set<String> CODES = Set.of("currency", "kind", "clientTimestamp");

    private Api api;
    private final String key = Api.newKey();

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    static Stream<Arguments> everyKindInEverySpelling() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Spelling.values()).map(spelling -> Arguments.of(kind, spelling)));
    }

    /** The command with the text at the end of each of its texts, metadata and nested ones included. */
    private static Command spelled(Command command, String text) {
        ObjectNode body = (ObjectNode) spelled(command.json(), text);
        if (body.has("metadata")) {
            body.set("metadata", JsonNodeFactory.instance.objectNode().set("name " + text, body.get("metadata")));
        }
        return new Command(command.path(), body);
    }

    private static JsonNode spelled(JsonNode value, String text) {
        if (value.isTextual()) {
            return Kind.text(value.textValue() + text);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(spelled(element, text)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(member -> copy.set(
                            member.getKey(),
                            CODES.contains(member.getKey()) ? member.getValue() : spelled(member.getValue(), text)));
            return copy;
        }
        return value;
    }

    private void assertKeptNormal(String table) {
        assertEquals(
                0,
                Database.number(
                        "SELECT count(*) FROM " + table + " t WHERE merchant_id = ? AND t::text IS NOT NFC NORMALIZED",
                        api.merchant),
                table);
    }

    @ParameterizedTest
    @MethodSource("everyKindInEverySpelling")
    void aCommandIsTheSameAndAnsweredAlikeInEverySpelling(Kind kind, Spelling spelling) {
        Command command = kind.fresh(api);
        String decomposed = spelled(command, spelling.sent).body();
        String composed = spelled(command, spelling.kept).body();
        assertNotEquals(composed, decomposed);

        Answer first = api.post(command.path(), key, decomposed);
        assertTrue(first.status() < 300 || first.problem().equals("payment-declined"), first::toString);
        assertTrue(Normalizer.isNormalized(first.body(), Normalizer.Form.NFC), first.body());

        for (String again : new String[] {composed, decomposed}) {
            Answer replay = api.post(command.path(), key, again);
            assertTrue(replay.replayed(), replay::toString);
            assertEquals(first.body(), replay.body());
        }
        for (String table : new String[] {"orders", "payment", "refund", "transfer", "idempotency_key"}) {
            assertKeptNormal(table);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPaymentMethodReachesTheGatewayAndTheListInItsOneSpelling(Spelling spelling) {
        String path = "/v1/orders/" + api.order(1000) + "/payments";
        api.post(path, key, Api.paymentOf(1000, "pm_" + spelling.sent)).expect(402);

        assertEquals(
                "pm_" + spelling.kept,
                api.get(path).expect(200).json().at("/data/0/paymentMethod").asText());
    }

    @ParameterizedTest
    @EnumSource
    void aReferenceIsTakenInEverySpelling(Spelling spelling) {
        api.paid(1000);
        String payment = api.paid(1000);
        for (Command command : new Command[] {
            Kind.ORDER.fresh(api),
            Kind.TRANSFER.fresh(api),
            new Command(
                    "/v1/payments/" + payment + "/refunds",
                    Kind.REFUND.fresh(api).json())
        }) {
            Command sent = command.with("reference", Kind.text("ref-" + spelling.sent));
            Command kept = command.with("reference", Kind.text("ref-" + spelling.kept));
            Answer first = api.post(sent.path(), Api.newKey(), sent.body()).expect(201);
            assertEquals("ref-" + spelling.kept, first.text("reference"));

            for (Command again : new Command[] {kept, sent}) {
                Answer refused =
                        api.post(again.path(), Api.newKey(), again.body()).expect(409);
                assertEquals("duplicate-operation", refused.problem());
                assertTrue(refused.text("resource").endsWith(first.id()), refused::toString);
            }
        }
    }

    @Test
    void whatIsAnotherTextIsAnotherOperation() {
        Command command = Kind.TRANSFER.fresh(api).with("recipient", Kind.text("\ufb01"));
        api.post(command.path(), key, command.body()).expect(201);

        Answer refused = api.post(
                        command.path(),
                        key,
                        command.with("recipient", Kind.text("fi")).body())
                .expect(422);
        assertEquals("recipient", refused.json().at("/differingFields/0").asText());
    }

    @Test
    void lengthsCountInTheOneSpelling() {
        String longest = "e\u0301".repeat(200);
        Command command = Kind.ORDER.fresh(api).with("note", Kind.text("e\u0301".repeat(1000)));
        Answer order = api.post(
                        command.path(),
                        key,
                        command.with("customer", Kind.text(longest)).body())
                .expect(201);
        assertEquals("\u00e9".repeat(200), order.text("customer"));

        Answer refused = api.post(
                        command.path(),
                        Api.newKey(),
                        command.with("customer", Kind.text(longest + "e")).body())
                .expect(400);
        assertEquals("customer", refused.json().at("/violations/0/field").asText());
    }

    @Test
    void namesThatAreOneInTheirOneSpellingMustNotOccurTwice() {
        for (String metadata : new String[] {
            "{\"\\u00e9\": 1, \"e\\u0301\": 2}",
            "{\"a\": [{\"e\\u0301\": 1, \"\u00e9\": 1}]}",
            "{\"K\": 1, \"\u212a\": 1}"
        }) {
            Answer refused = api.post(
                            "/v1/orders",
                            key,
                            Api.orderOf(1000)
                                    .replaceFirst("\\{", "{\"metadata\": " + Matcher.quoteReplacement(metadata) + ", "))
                    .expect(400);
            assertTrue(refused.json().at("/violations/0/field").asText().startsWith("metadata."), refused::toString);
            assertEquals(
                    "must not occur twice",
                    refused.json().at("/violations/0/message").asText());
        }
    }
}
