package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose every field may be left out may come without a body, in each way in which HTTP can say so. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class AbsentBodiesTest {

    private static final String JSON = "Content-Type: application/json\r\n";

    @TestHTTPResource
    URI server;

    private final String key = Api.newKey();
    private Api api;
    private String path;

    @BeforeEach
    void anOrder() {
        api = Api.newMerchant();
        path = "/v1/orders/" + api.order(1000) + "/cancel";
    }

    private RawHttp cancel(String rest) throws IOException {
        return post(path, rest);
    }

    private RawHttp post(String to, String rest) throws IOException {
        return RawHttp.send("POST " + to + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + api.apiKey
                + "\r\nIdempotency-Key: " + key + "\r\n" + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\n\r\n",
                "\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                JSON + "Content-Length: 0\r\n\r\n",
                JSON + "\r\n",
                JSON + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                JSON + "Content-Length: 2\r\n\r\n\r\n",
                JSON + "Content-Length: 2\r\n\r\n{}",
                JSON + "Content-Length: 4\r\n\r\nnull",
                JSON + "Content-Length: 16\r\n\r\n{\"reason\": null}"
            })
    void anOrderIsCancelledWithoutABodyAndEachWayToLeaveItOutMeansTheSame(String rest) throws Exception {
        RawHttp first = cancel(rest);
        assertEquals(200, first.status(), first.toString());
        assertEquals("CANCELLED", api.orderStatus(path.split("/")[3]));

        RawHttp again = cancel("Content-Length: 0\r\n\r\n");
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().get("idempotent-replayed"));
    }

    @Test
    void overHttp2TooAnOrderIsCancelledWithoutABody() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        // The first exchange upgrades the connection; those looked at are on the upgraded one.
        http.send(HttpRequest.newBuilder(server.resolve("/q/health/ready")).build(), BodyHandlers.discarding());
        for (BodyPublisher nothing : new BodyPublisher[] {
            BodyPublishers.noBody(),
            BodyPublishers.ofString(""),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0]))
        }) {
            for (boolean typed : new boolean[] {false, true}) {
                HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                        .header("Authorization", "Bearer " + api.apiKey)
                        .header("Idempotency-Key", key)
                        .POST(nothing);
                if (typed) {
                    request.header("Content-Type", "application/json");
                }
                HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
                assertEquals(HttpClient.Version.HTTP_2, answer.version());
                assertEquals(200, answer.statusCode(), answer.body());
            }
        }
        assertEquals("CANCELLED", api.orderStatus(path.split("/")[3]));
    }

    @Test
    void aBodyThatIsThereIsReadAndNeedsItsType() throws Exception {
        cancel("Content-Length: 2\r\n\r\n{}").problem().is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        cancel("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                .problem()
                .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        cancel("Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nlate")
                .problem()
                .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        for (String none : new String[] {"[]", "\"\"", "0"}) {
            assertEquals(
                    "must be a JSON object",
                    cancel(JSON + "Content-Length: " + none.length() + "\r\n\r\n" + none)
                            .problem()
                            .about(""));
        }
        assertEquals("OPEN", api.orderStatus(path.split("/")[3]));
    }

    @Test
    void whereAFieldIsRequiredABodyThatIsLeftOutIsTheClientsMistake() throws Exception {
        for (String rest : new String[] {
            "Content-Length: 0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            JSON + "Content-Length: 0\r\n\r\n",
            JSON + "Content-Length: 4\r\n\r\nnull"
        }) {
            assertEquals(
                    "must be a JSON object", post("/v1/orders", rest).problem().about(""));
        }
    }
}
