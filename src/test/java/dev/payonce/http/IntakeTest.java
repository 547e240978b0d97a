package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken in, byte by byte; whatever is not leaves the key as if it had never been sent. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class IntakeTest {

    private static final String TYPE = "Content-Type: application/json\r\n";
    private static final String NOTE = """
            {"customer": "ada", "currency": "EUR", "items": [{"sku": "a", "quantity": 1, "unitPrice": 1}], "note": "%s"}""";

    private final String key = Api.newKey();
    private Api api;

    @BeforeEach
    void aMerchant() {
        api = Api.newMerchant();
    }

    private RawHttp order(String query, String headers, byte[] body) throws IOException {
        String head = "POST /v1/orders" + query + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + api.apiKey
                + "\r\nIdempotency-Key: " + key + "\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n";
        return RawHttp.send(head + new String(body, StandardCharsets.ISO_8859_1));
    }

    private RawHttp order(String headers) throws IOException {
        return order("", headers, Api.orderOf(1000).getBytes(StandardCharsets.UTF_8));
    }

    private void nothingIsClaimed() throws IOException {
        api.current(key).expect(404);
        RawHttp taken = order(TYPE);
        assertEquals(201, taken.status(), taken.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/json\r\n",
                "Content-Type: application/vnd.api+json\r\n",
                "Content-Type: application/problem+json\r\n",
                "Content-Type: application/json, text/plain\r\n",
                "Content-Type: text/plain, application/json\r\n",
                "Content-Type: application/json\r\nContent-Type: application/json\r\n",
                "Content-Type: application/json; charset=iso-8859-1\r\n",
                "Content-Type: application/json; charset=utf-16\r\n",
                "Content-Type: application/json; charset=utf-8; charset=utf-16\r\n",
                "Content-Type: application/json; profile=x\r\n",
                "Content-Type: application/*\r\n",
                "Content-Type: */*\r\n",
                TYPE + "Content-Encoding: gzip\r\n",
                TYPE + "Content-Encoding: identity, gzip\r\n",
                TYPE + "Content-Encoding: br\r\n"
            })
    void anotherTypeOrEncodingIsUnsupported(String headers) throws IOException {
        order(headers).problem().is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        nothingIsClaimed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: APPLICATION/JSON\r\n",
                "Content-Type: application/json;charset=UTF-8\r\n",
                "Content-Type: application/json; charset=\"utf-8\"\r\n",
                TYPE + "Content-Encoding: identity\r\n"
            })
    void jsonInUtf8IsTaken(String headers) throws IOException {
        RawHttp answer = order(headers);
        assertEquals(201, answer.status(), answer.body());
    }

    static Stream<byte[]> notUtf8() {
        return Stream.concat(
                Stream.of(
                                "\u00c0\u00af", // an overlong slash
                                "\u00e0\u0080\u00af",
                                "\u00f0\u0080\u0080\u00af",
                                "\u00c1\u0081",
                                "\u00ed\u00a0\u0080", // half of a surrogate pair
                                "\u00f4\u0090\u0080\u0080", // beyond Unicode
                                "\u00f5\u0080\u0080\u0080",
                                "\u00ff",
                                "\u0080",
                                "\u00c3",
                                "\u00e2\u0082")
                        .map(bytes -> NOTE.formatted(bytes).getBytes(StandardCharsets.ISO_8859_1)),
                Stream.of("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE", "X-UTF-32LE-BOM")
                        .map(charset -> NOTE.formatted("x").getBytes(Charset.forName(charset))));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void whatIsNotUtf8ToTheLetterIsRefused(byte[] body) throws IOException {
        assertEquals("is not JSON in UTF-8", order("", TYPE, body).problem().about(""));
        nothingIsClaimed();
    }

    @Test
    void theMarkBeforeUtf8ChangesNothing() throws IOException {
        assertEquals(
                201,
                order("", TYPE, ("\ufeff" + Api.orderOf(1000)).getBytes(StandardCharsets.UTF_8))
                        .status());
        assertEquals(200, order(TYPE).status(), "the same without the mark is the same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?x=1", "?limit=1", "?x", "?reference=a&x=2"})
    void aQueryParameterThatACommandDoesNotHaveIsNamedAndRefused(String query) throws IOException {
        RawHttp refused = order(query, TYPE, Api.orderOf(1000).getBytes(StandardCharsets.UTF_8));
        refused.problem().is(ProblemType.INVALID_REQUEST);
        assertTrue(refused.body().contains("is not a query parameter of this resource"), refused.body());
        nothingIsClaimed();
    }

    @Test
    void aCommandThatWasDecidedIsAnsweredWhateverItsQuery() throws IOException {
        assertEquals(201, order(TYPE).status());
        assertEquals(
                200,
                order("?x=1", TYPE, Api.orderOf(1000).getBytes(StandardCharsets.UTF_8))
                        .status());
    }

    @Test
    void aListRefusesParametersThatAreUnknownRepeatedOrEmpty() {
        assertEquals("statsu", field("/v1/orders?statsu=OPEN"));
        assertEquals("limit", field("/v1/orders?limit=1&limit=1"));
        assertEquals("reference", field("/v1/orders?reference="));
        assertEquals("reference", field("/v1/orders?reference=%20"));
        assertEquals("reference", field("/v1/orders?reference=a%20"));
        assertEquals("reference", field("/v1/transfers?reference=%E2%80%8B"));
        assertEquals("status", field("/v1/orders?status=%20"));
        assertEquals("limit", field("/v1/orders?limit=%20"));
        assertEquals("cursor", field("/v1/orders?cursor=%20"));
        assertEquals("LIMIT", field("/v1/transfers?LIMIT=1"));
        assertEquals("x", field("/v1/balances?x=1"));
        assertEquals(
                "idempotency-key-in-url",
                api.get("/v1/orders?idempotency_key=abcdefgh1").expect(400).problem());
        for (String number : new String[] {"0", "101", "-1", "%2B5", "05", "1e1", "5.0", "%D9%A5", "1".repeat(50)}) {
            assertEquals("limit", field("/v1/orders?limit=" + number), number);
        }
        api.get("/v1/orders?status=OPEN&limit=1").expect(200);
    }

    private String field(String path) {
        return api.get(path).expect(400).json().at("/violations/0/field").asText();
    }

    @Test
    void whatIsQuotedOfARequestIsCut() throws IOException {
        String longName = "n".repeat(5_000);
        RawHttp refused = order("", TYPE, ("{\"" + longName + "\": 1}").getBytes(StandardCharsets.UTF_8));
        assertEquals("n".repeat(99) + "…", refused.problem().json().getString("violations[0].field"));
        assertTrue(refused.body().length() < 1000, refused.body());
        String query = "?" + "q".repeat(3000) + "=1";
        assertTrue(api.get("/v1/orders" + query).expect(400).body().length() < 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: x\r\n", "Host: y\r\n", "HOST: \r\n"})
    void aSecondHostIsRefused(String host) throws IOException {
        order(host + TYPE).problem().is(ProblemType.INVALID_REQUEST);
        nothingIsClaimed();
    }

    @Test
    void aSecondAuthorizationIsNobodys() throws IOException {
        order("Authorization: Bearer " + api.apiKey + "\r\n" + TYPE).problem().is(ProblemType.UNAUTHORIZED);
        nothingIsClaimed();
    }

    @Test
    void whatIsDeepOrLongIsRefusedAndNothingIsClaimed() throws IOException {
        for (String hostile : new String[] {
            "[".repeat(60_000),
            "{\"metadata\": " + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}",
            "{\"metadata\": {\"a\": " + "9".repeat(60_000) + "}}",
            "{\"amount\": 1e" + "9".repeat(60_000) + "}"
        }) {
            order("", TYPE, hostile.getBytes(StandardCharsets.UTF_8)).problem().is(ProblemType.INVALID_REQUEST);
        }
        int status = order("X: y\r\n".repeat(400) + TYPE).status();
        assertEquals(201, status, "many headers are no harm, as long as they are short");
    }
}
