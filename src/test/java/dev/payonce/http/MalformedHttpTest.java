package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class MalformedHttpTest {

    private static final String POST =
            "POST /v1/test-echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\nContent-Type: application/json\r\n";

    /** A valid body of exactly so many bytes: spaces between tokens are JSON. */
    private static String body(int bytes) {
        String json = "{\"amount\": 1, \"currency\": \"EUR\"";
        return json + " ".repeat(bytes - json.length() - 1) + "}";
    }

    private static RawHttp whole(String body) throws IOException {
        return RawHttp.send(POST + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static RawHttp chunked(String body) throws IOException {
        StringBuilder request = new StringBuilder(POST + "Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); at += 1000) {
            String chunk = body.substring(at, Math.min(at + 1000, body.length()));
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return RawHttp.send(request.append("0\r\n\r\n").toString());
    }

    @Test
    void aBodyOfTheFullSizeIsTakenAndOneByteMoreIsNot() throws IOException {
        RawHttp full = whole(body(65536));
        assertEquals(200, full.status(), full.body());
        assertTrue(full.body().contains("\"onEventLoop\":true"), full.body());
        whole(body(65537)).problem().is(ProblemType.BODY_TOO_LARGE);
        whole(body(66560)).problem().is(ProblemType.BODY_TOO_LARGE);
        whole(body(3_000_000)).problem().is(ProblemType.BODY_TOO_LARGE);
    }

    @Test
    void aBodyInChunksHasTheSameLimit() throws IOException {
        RawHttp full = chunked(body(65536));
        assertEquals(200, full.status(), full.body());
        chunked(body(65537)).problem().is(ProblemType.BODY_TOO_LARGE);
        chunked(body(66560)).problem().is(ProblemType.BODY_TOO_LARGE);
        chunked(body(3_000_000)).problem().is(ProblemType.BODY_TOO_LARGE);
    }

    @Test
    void anEmptyBodyIsNotWaitedFor() throws IOException {
        assertEquals("must be a JSON object", whole("").problem().about(""));
        assertEquals("must be a JSON object", chunked("").problem().about(""));
        assertEquals(
                "must be a JSON object", RawHttp.send(POST + "\r\n").problem().about(""));
    }

    @Test
    void requestsSentWithoutWaitingAreEachAnsweredInTheirOrder() throws IOException {
        String full = body(1000);
        String one = POST + "X-Request-ID: one\r\nContent-Length: 0\r\n\r\n";
        String two = POST + "X-Request-ID: two\r\nContent-Length: 1000\r\n\r\n" + full;
        String three = POST + "X-Request-ID: three\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        List<RawHttp> answers = RawHttp.pipeline(one + two + three + two + three, 5);
        assertEquals(
                List.of("one", "two", "three", "two", "three"),
                answers.stream().map(each -> each.headers().get("x-request-id")).toList());
        assertEquals(
                List.of(400, 200, 400, 200, 400),
                answers.stream().map(RawHttp::status).toList());
    }

    /** Of the two ends somebody before us may have gone by the other one: then what we find behind ours is nobody's request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 200",
                "Content-Length: 5\r\nTransfer-Encoding: identity, chunked",
                "Content-Length: 5\r\nTransfer-Encoding:\tCHUNKED",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nTransfer-Encoding: xchunked",
                "Content-Length: 5\r\nTransfer-Encoding: \"chunked\"",
                "Content-Length: 5\r\nTransfer-Encoding: chunked;q=1",
                "Content-Length: 5\r\nTransfer-Encoding: identity",
                "Content-Length: 5\r\nTransfer-Encoding: ",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"
            })
    void afterARequestWithTwoEndsTheConnectionIsClosed(String ends) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            String behind = "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream()
                    .write((POST + ends + "\r\n\r\n0\r\n\r\n" + behind).getBytes(StandardCharsets.US_ASCII));
            // All bytes: until the server closes.
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
        }
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOn() throws IOException {
        assertEquals(
                100,
                RawHttp.send(POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                        .status());
    }

    @Test
    void anAnnouncedBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException {
        RawHttp.send(POST + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n")
                .problem()
                .is(ProblemType.BODY_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/test-echo/%c3%28",
                "/v1/test-echo/%00",
                "/%00",
                "/%ff",
                "/v1/test-echo/a%0d%0aX-Injected:%201",
                "/problems/%00",
                "/v1/%2e%2e/%2e%2e/secrets",
                "/../../etc/passwd",
                "/v1/test-echo/..%2f..%2fetc",
                "/v1/test-echo/x?limit=%00",
                "/v1/test-echo/x?limit=%c3%28",
                "/v1/test-echo/x?limit=1&limit=2",
                "/v1/test-echo/0190a1b2-0000-7000-8000-000000000001?limit=%00",
                "/v1/test-echo/0190a1b2-0000-7000-8000-000000000001?limit=99999999999",
                "/v1/test-echo/0190a1b2-0000-7000-8000-000000000001?limit=ten",
                "/\u00fc",
                "admin/merchants",
                ";/admin/merchants",
                "%2fadmin/merchants",
                "http://x/admin;x/merchants",
                "http://x//admin/merchants",
                "*"
            })
    void aStrangePathGivesAProblemAndNeverA500(String path) throws IOException {
        ProblemType type = get(path).problem().type();
        assertTrue(type == ProblemType.NOT_FOUND || type == ProblemType.INVALID_REQUEST, type.slug());
    }

    @Test
    void whoAsksForNoPathIsAnsweredAgainOnTheSameConnection() throws IOException {
        String nowhere = "POST admin/merchants HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        RawHttp.pipeline(nowhere + nowhere + nowhere, 3)
                .forEach(each -> each.problem().is(ProblemType.NOT_FOUND));
    }

    @Test
    void aPathThatClimbsToTheRootIsNotTheRoot() throws IOException {
        get("/v1/%2e%2e/%2e%2e").problem().is(ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/v1/test-echo/%zz",
                "/q/%",
                "/admin/%",
                "/v1/test-echo/x?limit=%",
                "/v1/test-echo/{id}",
                "/<a>",
                "/\"",
                "//",
                "/a|b^c`",
                "//[",
                "/[",
                "/%c3%",
                "/%2",
                "/\u00e9?x=1",
                "/?%",
                "/?x=%f",
                "/?x=\u00fc",
                "/?x=<a>",
                "/?{",
                "/q/health?x=%",
                "/problems?x=%zz",
                "/simulator/statement?reference=%",
                "/admin/merchants?x=\"",
                "/v1/orders?status=\\",
                "/v1/orders?reference=%c0%80",
                "/v1/orders?reference=%ed%a0%80",
                "/v1/orders?reference=a%f4%90%80%80b",
                "/v1/orders?%ff=1",
                "/v1/webhook-endpoints/%c3%28",
                "/v1/orders/%c3"
            })
    void whatIsNoUriIsABadRequest(String path) throws IOException {
        get(path).problem().is(ProblemType.INVALID_REQUEST);
    }

    /** White space and control characters end the request line for the HTTP decoder, which answers by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\tb", "/a\u0001b", "/a\u0000", "/a\u007fb\r", "/a?x=1 2"})
    void whatIsNoRequestLineIsABadRequestToo(String path) throws IOException {
        assertEquals(400, get(path).status());
    }

    private static RawHttp get(String path) throws IOException {
        return RawHttp.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Request-ID: a\r\n b",
                "X-Request-ID: a\rb",
                "X-Request-ID: \u0001",
                "X-Request-ID: \u00e9\u00ff",
                "Authorization: Bearer \u00ff",
                "Content-Type: \u00ff",
                "Content-Type: application/json; charset=\"",
                "Accept: \u00ff",
                "Accept: ;;;",
                "Accept: a/b/c/d",
                "Accept-Language: \u00ff;q=zz",
                "Idempotency-Key: '; DROP TABLE merchant; --",
                "Content-Length: abc",
                "Content-Length: -1",
                "Content-Length: 1\r\nContent-Length: 2",
                "Transfer-Encoding: nonsense",
                "Expect: something",
                "Cookie: \u0000",
                "No Colon",
                ": empty",
                "X Y: z",
                "\u00ff: 1",
                "Host: y\r\nHost: z",
                "Connection: \u00ff",
                "Upgrade: h2c",
                "Content-Encoding: gzip"
            })
    void aHeaderThatIsNoneNeverGivesA500(String header) throws IOException {
        for (String line : new String[] {"GET /v1/test-echo/x", "POST /v1/test-echo", "GET /nowhere"}) {
            RawHttp answer = RawHttp.send(line + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
            assertTrue(answer.status() >= 400 && answer.status() < 500, header + " " + answer);
            assertTrue(!answer.body().contains("Exception"), answer.body());
        }
    }

    @Test
    void anOverlongRequestLineOrHeaderIsRefused() throws IOException {
        assertEquals(
                414,
                RawHttp.send("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status());
        assertEquals(
                431,
                RawHttp.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\n\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"BREW", "TRACE", "CONNECT", "get", "PATCH", "PROPFIND"})
    void aStrangeMethodIsRefused(String method) throws IOException {
        RawHttp answer = RawHttp.send(
                method + " /v1/test-echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_dev_acme\r\n\r\n");
        answer.problem().is(ProblemType.METHOD_NOT_ALLOWED);
        assertEquals("OPTIONS, POST", answer.headers().get("allow"));
    }
}
