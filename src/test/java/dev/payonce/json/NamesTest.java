package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.Kind;
import dev.payonce.Kind.Command;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts for the identity and looks the same is the same, since it cannot begin or end with what nobody sees. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class NamesTest {

    private static final String RULE = "must not be blank, nor begin or end with white space or an invisible character";

    private Api api;

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private static Command with(Command command, String pointer, String text) {
        if (!pointer.startsWith("items")) {
            return command.with(pointer, Kind.text(text));
        }
        JsonNode items = command.json().get("items").deepCopy();
        ((ObjectNode) items.get(0)).put("sku", text);
        return command.with("items", items);
    }

    private Answer post(Command command) {
        return api.post(command.path(), Api.newKey(), command.body());
    }

    private void assertRefused(Command command, String field) {
        JsonNode violations = post(command).expect(400).json().path("violations");
        assertEquals(field, violations.path(0).path("field").asText(), violations::toString);
        assertEquals(RULE, violations.path(0).path("message").asText(), violations::toString);
        assertEquals(1, violations.size(), violations::toString);
    }

    /** In no case a control character: those are refused anywhere, with a message of their own. */
    static List<Integer> invisible() {
        return IntStream.concat(
                        IntStream.of(
                                ' ', 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x180B, 0x180E, 0x180F,
                                0x2028, 0x2029, 0x202A, 0x202F, 0x205F, 0x2060, 0x2064, 0x2066, 0x206F, 0x2800, 0x3000,
                                0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0x1D159, 0x1D173, 0xE0001, 0xE0020,
                                0xE0100),
                        IntStream.rangeClosed(0x2000, 0x200F))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("invisible")
    void aNameNeitherBeginsNorEndsNorConsistsOfACharacterThatNobodySees(int codePoint) {
        String unseen = Character.toString(codePoint);
        Command command = Kind.TRANSFER.fresh(api);
        for (String name : List.of(unseen, unseen.repeat(3), unseen + "acct_1", "acct_1" + unseen, "a " + unseen)) {
            assertRefused(command.with("recipient", Kind.text(name)), "recipient");
        }
        post(command.with("recipient", Kind.text("acct" + unseen + "1"))).expect(201);
    }

    @ParameterizedTest
    @CsvSource({
        "ORDER, customer",
        "ORDER, reference",
        "ORDER, items[0].sku",
        "PAYMENT, paymentMethod",
        "REFUND, reference",
        "TRANSFER, recipient",
        "TRANSFER, reference"
    })
    void everyTextThatCountsIsAName(Kind kind, String field) {
        Command command = kind.fresh(api);
        for (String text : List.of(" ", "\u200b", "x\u00a0", "\ufeffx", "\u00adx", "x\u3164")) {
            assertRefused(with(command, field, text), field);
        }
    }

    @ParameterizedTest
    @CsvSource({"ORDER, note", "CANCEL, reason", "PAYMENT, description", "REFUND, reason", "TRANSFER, memo"})
    void whatIsWrittenForPeopleMayBeginAndEndAsItLikes(Kind kind, String field) {
        for (String text : List.of(" ", "\n", "\u200b", "\ufeffyours\u00a0")) {
            post(kind.fresh(api).with(field, Kind.text(text))).expect(kind.firstStatus);
        }
    }

    @Test
    void aNameMayHaveAnythingElseAtItsEnds() {
        for (String name :
                List.of("\u00e9", "\ud55c\uad6d", "-", "\ud83c\udf81", "a b", "\u0301a", "\u00bf?", "\u0640")) {
            post(Kind.TRANSFER.fresh(api).with("recipient", Kind.text(name))).expect(201);
        }
    }
}
