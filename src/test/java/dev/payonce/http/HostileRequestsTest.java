package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
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

    /** Written by hand, for no client sends it: header names and values as they are, without compression (RFC 7541). */
    @ParameterizedTest
    @ValueSource(strings = {"x\r\nx-injected: 1", "x\ny", "x\ry", "x\u0000y"})
    void overHttp2NoLineBreakGetsThroughInAHeader(String value) throws Exception {
        var block = new ByteArrayOutputStream();
        for (Map.Entry<String, String> header : List.of(
                Map.entry(":method", "POST"),
                Map.entry(":scheme", "http"),
                Map.entry(":authority", "x"),
                Map.entry(":path", "/v1/orders"),
                Map.entry("authorization", "Bearer " + api.apiKey),
                Map.entry("content-type", "application/json"),
                Map.entry("idempotency-key", key),
                Map.entry("x-request-id", value))) {
            block.write(0);
            for (String text : List.of(header.getKey(), header.getValue())) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        try (Socket socket = connection()) {
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(4, 0, 0, new byte[0]));
            out.write(frame(1, 4, 1, block.toByteArray()));
            out.write(frame(0, 1, 1, body.getBytes(StandardCharsets.UTF_8)));
            out.flush();
            assertEquals("400", status(new DataInputStream(socket.getInputStream())));
        }
    }

    private static Socket connection() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags
        });
        frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Reads frames until the head of an answer comes. */
    private static String status(DataInputStream in) throws Exception {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            boolean isHead = in.readUnsignedByte() == 1;
            int priority =
                    (in.readUnsignedByte() & 0x20) == 0 ? 0 : 5; // bytes, where the flag says that they are there
            in.skipNBytes(4);
            byte[] payload = in.readNBytes(length);
            if (isHead) {
                var block = Unpooled.wrappedBuffer(payload, priority, length - priority);
                var headers = new DefaultHttp2HeadersDecoder().decodeHeaders(1, block);
                return headers.status().toString();
            }
        }
    }
}
