package dev.payonce.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class JsonIsReadStrictlyTest {

    private static Response post(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, which REST Assured does not lay out for its log: with deep bodies that takes it seconds. */
    private static Response post(byte[] body) {
        return given().header("Authorization", "Bearer sk_dev_acme")
                .contentType("application/json")
                .body(body)
                .post("/v1/test-echo");
    }

    private static ProblemDocument refused(String body) {
        return ProblemDocument.of(post(body));
    }

    private static ProblemDocument order(String quantity, String unitPrice) {
        return ProblemDocument.of(given().header("Authorization", "Bearer sk_dev_acme")
                .contentType("application/json")
                .body("""
                        {"customer": "c", "currency": "EUR", "items": [{"sku": "a", "quantity": %s, "unitPrice": %s}]}""".formatted(quantity, unitPrice))
                .post("/v1/orders"));
    }

    private static String with(String field, String value) {
        return "{\"amount\": 1000, \"currency\": \"EUR\", \"" + field + "\": " + value + "}";
    }

    private static String withAmount(String amount) {
        return "{\"amount\": " + amount + ", \"currency\": \"EUR\"}";
    }

    @Test
    void aValidBodyIsUnderstoodAndEveryFieldIsAnswered() {
        post("""
                        {"amount": 1000, "currency": "EUR", "kind": "FULL", "id": "0190a1b2-0000-7000-8000-000000000001",
                         "time": "2026-11-23T03:06:52.1Z", "flag": true, "name": "Zoë 🎁", "note": "a\\n\\tb",
                         "items": [{"sku": "a", "quantity": 2}], "metadata": {"a": {"b": [1, "x", null]}}}""")
                .then()
                .statusCode(200)
                .body("merchant", equalTo("00000000-0000-7000-8000-00000000ac3e"))
                .body("onEventLoop", equalTo(true))
                .body("body.amount", equalTo(1000))
                .body("body.tip", nullValue())
                .body("body.containsKey('tip')", equalTo(true))
                .body("body.time", equalTo("2026-11-23T03:06:52.100000Z"))
                .body("body.name", equalTo("Zoë 🎁"))
                .body("body.items[0].quantity", equalTo(2))
                .body("body.metadata.a.b[1]", equalTo("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "1000.0", "1000.00", "1e3", "1E+3", "10.00e2", "100000e-2"})
    void anAmountIsItsValueHoweverTheNumberIsWritten(String amount) {
        post(withAmount(amount)).then().statusCode(200).body("body.amount", equalTo(1000));
    }

    @Test
    void theLargestAmountIsTakenAndOneMoreIsNot() {
        post(withAmount("999999999999")).then().statusCode(200).body("body.amount", equalTo(999_999_999_999L));
        assertEquals(
                "must be from 1 to 999999999999",
                refused(withAmount("1000000000000")).about("amount"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-0",
                "0.0",
                "10.5",
                "1e-1",
                "1e400",
                "1e-400",
                "1e999999999",
                "1e-999999999",
                "1e99999999999999999999",
                "-1e999999999",
                "9223372036854775808",
                "99999999999999999999999999",
                "\"1000\"",
                "\"\"",
                "true",
                "null",
                "[]",
                "[1000]",
                "{}"
            })
    void whatIsNoAmountIsRefusedAtItsField(String amount) {
        String message = refused(withAmount(amount)).about("amount");
        assertTrue(message.startsWith("must be ") || message.equals("is out of range"), message);
    }

    @Test
    void anAmountOfThousandsOfDigitsIsRefusedUnread() {
        refused(withAmount("1" + "0".repeat(5000))).is(ProblemType.INVALID_REQUEST);
        refused(withAmount("1." + "0".repeat(5000))).is(ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x10", "1_000", "1e", "'1'"})
    void whatIsNoJsonNumberIsNoJson(String amount) {
        assertTrue(refused(withAmount(amount)).about("").startsWith("is not valid JSON"));
    }

    @Test
    void anOptionalAmountMayBeMissingOrNullButNotWrong() {
        post(with("tip", "null")).then().statusCode(200).body("body.tip", nullValue());
        post(with("tip", "1e2")).then().statusCode(200).body("body.tip", equalTo(100));
        refused(with("tip", "0")).about("tip");
        refused(with("tip", "\"1\"")).about("tip");
    }

    @Test
    void aMissingAmountIsNotTakenAsZero() {
        assertTrue(refused("{\"currency\": \"EUR\"}").about("amount").startsWith("must be "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eur", "Eur", "EUR ", "EURO", "XXX", "XTS", "XAU", "CLF", "QQQ", "", "ЕUR", "E\\u0000R"})
    void whatIsNoCurrencyIsRefused(String currency) {
        assertEquals(
                "must be an ISO 4217 currency code in upper case, for instance EUR",
                refused("{\"amount\": 1, \"currency\": \"" + currency + "\"}").about("currency"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "USD", "GBP", "JPY", "CHF", "KWD", "XOF", "INR", "BRL", "CNY", "HRK"})
    void aCurrencyOfSomeCountryIsTakenWhetherInUseOrWithdrawn(String currency) {
        post("{\"amount\": 1, \"currency\": \"" + currency + "\"}").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | 5",
                "name | 5.5",
                "name | true",
                "name | []",
                "name | {}",
                "name | \"\"",
                "name | \"a\\u0000b\"",
                "name | \"a\\nb\"",
                "name | \"a\\u001bb\"",
                "name | \"a\\u0085b\"",
                "name | \"\\ud83d\"",
                "name | \"\\ude00\\ud83d\"",
                "name | \"123456789012345678901\"",
                "note | \"a\\u0000b\"",
                "note | \"a\\u0007b\"",
                "flag | \"true\"",
                "flag | 1",
                "flag | \"\"",
                "kind | \"full\"",
                "kind | \"\"",
                "kind | 0",
                "kind | \"SOME\"",
                "id | \"\"",
                "id | \"no-uuid\"",
                "id | \"' OR 1=1 --\"",
                "id | 5",
                "time | \"yesterday\"",
                "time | 5",
                "time | \"\"",
                "time | \"2026-11-23\"",
                "time | \"+99999-01-01T00:00:00Z\"",
                "items | {}",
                "items | \"\"",
                "items | \"a\"",
                "metadata | []",
                "metadata | \"\"",
                "metadata | {\"a\": \"\\u0000\"}",
                "metadata | {\"a\": [{\"b\": \"\\ud800\"}]}",
                "metadata | {\"a\": {\"\\u0000\": 1}}",
                "metadata | {\"\": 1}",
                "metadata | {\"a\": 1e400}",
                "metadata | {\"12345678901234567890123456789012345678901\": 1}",
            })
    void aValueOfTheWrongKindIsRefusedAtItsFieldAndNeverConverted(String field, String value) {
        String message = refused(with(field, value)).about(field);
        assertTrue(message.startsWith("must "), message);
    }

    @Test
    void metadataHasAtMostFiftyEntries() {
        String fifty = IntStream.range(0, 50).mapToObj(i -> "\"k" + i + "\": 1").collect(Collectors.joining(","));
        post(with("metadata", "{" + fifty + "}")).then().statusCode(200);
        refused(with("metadata", "{" + fifty + ", \"one\": 1}")).about("metadata");
    }

    @Test
    void aFieldDeepInTheBodyIsNamedByItsPath() {
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": 0}]")).about("items[0].quantity");
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": 1.5}]")).about("items[0].quantity");
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": \"1\"}]")).about("items[0].quantity");
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": 1}, {\"quantity\": 1}]"))
                .about("items[1].sku");
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": 1, \"colour\": \"red\"}]"))
                .about("items[0].colour");
        refused(with("items", "[null]")).about("items[0]");
        refused(with("items", "[{\"sku\": \"a\"}]")).about("items[0].quantity");
        refused(with("items", "[{\"sku\": \"a\", \"quantity\": null}]")).about("items[0].quantity");
    }

    @Test
    void aMessageNamesTheRightUnit() {
        assertEquals(
                "must be an integer number of minor units",
                refused(withAmount("10.5")).about("amount"));
        assertEquals(
                "must be an integer number of minor units", order("2", "\"5\"").about("items[0].unitPrice"));
        assertEquals("must be an integer number", order("1.5", "5").about("items[0].quantity"));
    }

    @Test
    void anUnknownFieldIsRefusedAlsoWhereItDiffersInCaseAlone() {
        assertEquals(
                "is not a field of this request", refused(with("ammount", "1")).about("ammount"));
        assertEquals(
                "is not a field of this request", refused(with("Name", "\"a\"")).about("Name"));
    }

    @Test
    void aFieldGivenTwiceIsRefusedWhereverItIs() {
        assertEquals("must not occur twice", refused(with("amount", "1000")).about("amount"));
        refused(with("items", "[{\"sku\": \"a\", \"sku\": \"a\", \"quantity\": 1}]"))
                .about("items[0].sku");
        refused(with("metadata", "{\"a\": 1, \"a\": 1}")).is(ProblemType.INVALID_REQUEST);
        refused("{\"amount\": 1, \"\\u0061mount\": 1, \"currency\": \"EUR\"}").about("amount");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"amount\": 1",
                "{\"amount\": 1000, \"currency\": \"EU",
                "{\"amount\" 1}",
                "{amount: 1}",
                "{\"amount\": 1,}",
                "{'amount': 1}",
                "}",
                "hello",
                "{\"amount\": 1} // comment",
                "\u0000",
                "{\"a\u0000\": 1}",
                "{\"name\": \"a\nb\"}"
            })
    void brokenJsonIsRefused(String body) {
        refused(body).is(ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "[{}]", "\"text\"", "\"\"", "5", "5.5", "true"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        refused(body).about("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "]", "x", "null"})
    void nothingMayFollowTheObject(String more) {
        refused("{\"amount\": 1, \"currency\": \"EUR\"} " + more).about("");
    }

    @Test
    void aDeepBodyIsRefusedAndExhaustsNoStack() {
        refused(with("metadata", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)))
                .is(ProblemType.INVALID_REQUEST);
        refused("[".repeat(10_000)).is(ProblemType.INVALID_REQUEST);
        refused(with("name", "[".repeat(10_000) + "]".repeat(10_000))).is(ProblemType.INVALID_REQUEST);
        post(with("metadata", "{\"a\":".repeat(30) + "1" + "}".repeat(30)))
                .then()
                .statusCode(200);
        refused(with("metadata", "{\"a\":".repeat(32) + "1" + "}".repeat(32))).is(ProblemType.INVALID_REQUEST);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] body = withAmount("1").getBytes(StandardCharsets.UTF_8);
        body[2] = (byte) 0xff;
        ProblemDocument.of(post(body)).is(ProblemType.INVALID_REQUEST);
    }

    @Test
    void severalMistakesAreToldAtOnce() {
        ProblemDocument problem = refused("{\"amount\": 0, \"currency\": \"eur\"}");
        assertEquals(2, problem.json().getList("violations").size());
    }
}
