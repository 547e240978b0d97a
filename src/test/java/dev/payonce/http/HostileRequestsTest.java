package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are made to hurt are answered soon and clearly, and leave their key as if it had never been sent. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class HostileRequestsTest {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Api api = Api.newMerchant();
    private final String key = Api.newKey();
    private final String body = Api.orderOf(1000);

    private String head(String more) {
        return head("Bearer " + api.apiKey, more);
    }

    private String head(String authorization, String more) {
        return "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
                + authorization + "\r\nIdempotency-Key: " + key + "\r\n" + more;
    }

    private String length() {
        return "Content-Length: " + body.length() + "\r\n";
    }

    @AfterEach
    void theKeyIsFree() {
        api.current(key).expect(404);
        api.post("/v1/orders", key, body).expect(201);
    }

    @Test
    void aTokenThatIsTooLongToBeOneIsNobodys() throws IOException {
        RawHttp.send(head("Bearer " + "a".repeat(15_000), length() + "\r\n" + body))
                .problem()
                .is(ProblemType.UNAUTHORIZED);
        assertEquals(
                431,
                RawHttp.send(head("Bearer " + "a".repeat(60_000), length() + "\r\n" + body))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Idempotency-Key: ", "Content-Type: ", "Content-Encoding: ", "X-Request-ID: ", "Accept: "})
    void aHeaderOfManyKilobytesIsReadAndRefusedOrPassedOver(String header) throws IOException {
        RawHttp answer =
                RawHttp.send(head("Bearer nobody", header + "a".repeat(15_000) + "\r\n" + length() + "\r\n" + body));
        answer.problem().is(ProblemType.UNAUTHORIZED);
        assertTrue(answer.body().length() < 1000, answer.body());
    }

    @Test
    void whoeverSendsMoreHeadersThanFitIsToldSo() throws IOException {
        assertEquals(
                431,
                RawHttp.send(head(("X: " + "y".repeat(60) + "\r\n").repeat(400) + "\r\n"))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1})
    void twoLengthsAreOneTooMany(int difference) throws IOException {
        String second = "Content-Length: " + (body.length() + difference) + "\r\n";
        RawHttp refused = RawHttp.send(head(length() + second + "\r\n" + body));
        assertEquals(400, refused.status());
    }

    @Test
    void moreDigitsThanABodyHasAreNotCounted() throws IOException {
        String digits = body.replace("1000", "1".repeat(100_000));
        RawHttp.send(head("Content-Length: " + digits.length() + "\r\n\r\n" + digits))
                .problem()
                .is(ProblemType.BODY_TOO_LARGE);
    }

    @Test
    void whatIsPackedIsNotUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int megabyte = 0; megabyte < 50; megabyte++) {
                gzip.write(blank);
            }
        }
        assertTrue(packed.size() < 65_536, () -> packed.size() + " bytes");
        for (String encoding : List.of("gzip", "x-gzip", "deflate", "gzip, gzip")) {
            RawHttp.send(head("Content-Encoding: " + encoding + "\r\nContent-Length: " + packed.size() + "\r\n\r\n"
                            + packed.toString(StandardCharsets.ISO_8859_1)))
                    .problem()
                    .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    @Test
    void aBodyThatComesByteByByteIsTakenOnceAndWhole() throws IOException {
        String slow = Api.newKey();
        try (Socket socket = connection()) {
            OutputStream out = socket.getOutputStream();
            String request = head(length()).replace(key, slow) + "Connection: close\r\n\r\n" + body;
            for (byte each : request.getBytes(StandardCharsets.US_ASCII)) {
                out.write(each);
                out.flush();
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        }
        api.post("/v1/orders", slow, body).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nx-injected: 1", "x\ny", "x\ry", "x\u0000y"})
    void overHttp2NoLineBreakGetsThroughInAHeader(String value) throws Exception {
        byte[] head = RawHttp2.head(
                "POST",
                "/v1/orders",
                Map.of(
                        "authorization",
                        "Bearer " + api.apiKey,
                        "content-type",
                        "application/json",
                        "idempotency-key",
                        key,
                        "x-request-id",
                        value));
        try (var connection = new RawHttp2(RestAssured.port)) {
            connection.send(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head));
            connection.send(
                    RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, body.getBytes(StandardCharsets.UTF_8)));
            assertEquals("400", connection.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x/v1/orders", "v1/orders", "*", "//x/v1/orders", "/v1/orders;x", "/v1/orders#x"})
    void overHttp2APathHasNoOtherSpellingEither(String path) throws Exception {
        byte[] head = RawHttp2.head("GET", path, Map.of("authorization", "Bearer " + api.apiKey));
        try (var connection = new RawHttp2(RestAssured.port)) {
            connection.send(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, head));
            String status = connection.status();
            assertTrue(List.of("400", "404").contains(status), status);
        }
    }

    private static Socket connection() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }
}
