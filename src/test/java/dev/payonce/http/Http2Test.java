package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.Problems;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Everything holds over HTTP/2, too, which the JDK's client speaks unless it is told not to. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class Http2Test {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    @TestHTTPResource
    URI server;

    private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
        // The first exchange upgrades the connection; the one looked at is on the upgraded one.
        HTTP.send(HttpRequest.newBuilder(server.resolve("/q/health/ready")).build(), BodyHandlers.discarding());
        var request = HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer sk_dev_acme")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", Api.newKey())
                .POST(body);
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        return response;
    }

    @Test
    void aBodyIsRead() throws Exception {
        assertEquals(
                201,
                post("/v1/orders", BodyPublishers.ofString(Api.orderOf(1000))).statusCode());
    }

    @Test
    void anEmptyBodyIsNotWaitedFor() throws Exception {
        String path = "/v1/orders/00000000-0000-7000-8000-000000000000/cancel";
        assertEquals(404, post(path, BodyPublishers.noBody()).statusCode());
        assertEquals(404, post(path, BodyPublishers.ofString("")).statusCode());
        assertEquals(400, post("/v1/orders", BodyPublishers.noBody()).statusCode());
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithAndWithoutADeclaredLength() throws Exception {
        byte[] large = " ".repeat(Problems.LARGEST_BODY + 1).getBytes();
        for (BodyPublisher body : new BodyPublisher[] {
            BodyPublishers.ofByteArray(large), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))
        }) {
            HttpResponse<String> refused = post("/v1/orders", body);
            assertEquals(413, refused.statusCode());
            assertEquals(
                    "application/problem+json",
                    refused.headers().firstValue("Content-Type").orElse(""));
        }
    }
}
