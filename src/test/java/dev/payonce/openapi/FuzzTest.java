package dev.payonce.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.merchant.MerchantAdminTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * Sends what the document's operations take, and what they do not: 2000 requests, or as many as {@code -Dfuzz=10000} says. They
 * follow from a number, which a failure names: {@code -Dfuzz.seed=} sends the same ones again.
 */
@QuarkusTest
@TestProfile(MerchantAdminTest.WithAdmin.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class FuzzTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** The same requests in every build, so that a red one is due to what changed; another seed finds other faults. */
    private final long seed = Long.getLong("fuzz.seed", 20261126);

    private final Contract contract = Contract.inTheRepository();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whateverIsSentIsAnsweredAsDocumented() throws Exception {
        Requests requests = new Requests(
                contract,
                new Random(seed),
                ConfigProvider.getConfig().getValue("test.url", String.class).replaceAll("/$", ""),
                List.of(Api.newMerchant().apiKey, Api.newMerchant().apiKey),
                "the-admin-token");
        Set<String> unreached = new TreeSet<>();
        contract.operations().forEach(operation -> unreached.add(operation.method() + " " + operation.path()));
        for (int i = Integer.getInteger("fuzz", 2000); i > 0; i--) {
            Requests.Made made = requests.next();
            HttpResponse<String> answer = client.send(made.request(), BodyHandlers.ofString());
            assertEquals(
                    "",
                    fault(made, answer),
                    () -> "-Dfuzz.seed=" + seed + ": " + made + " -> " + answer + " " + answer.body());
            if (answer.statusCode() < 300) {
                if (made.request().method().equals(made.operation().method())) {
                    unreached.remove(
                            made.operation().method() + " " + made.operation().path());
                }
                requests.learn(made, read(answer.body()));
            }
        }
        assertTrue(
                unreached.size() <= contract.operations().size() / 4,
                () -> "-Dfuzz.seed=" + seed + ": too little was valid to reach " + unreached);
    }

    /** What is wrong with an answer, or "". */
    private String fault(Requests.Made made, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status >= 500) {
            return "the server failed";
        }
        String method = made.request().method();
        if (status >= 400) {
            String id = answer.headers().firstValue("X-Request-ID").orElse("");
            if (id.isEmpty()) {
                return "there is no request id";
            }
            if (!method.equals("HEAD")
                    && !read(answer.body()).path("type").asText().startsWith("/problems/")) {
                return "it is no problem document";
            }
        }
        return contract.fault(method, made.request().uri().getRawPath(), status, answer.headers(), answer.body())
                .orElse("");
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }
}
