package dev.payonce.health;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class MetricsTest {

    @Test
    void readinessMeansThatTheDatabaseAnswers() {
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'PostgreSQL' }.status", equalTo("UP"));
        get("/q/health/live").then().statusCode(200);
    }

    @Test
    void claimsReplaysConflictsMismatchesAndUnknownsAreCountedByOperation() {
        double claims = count("claims", "order.create");
        double replays = count("replays", "order.create");
        double mismatches = count("mismatches", "order.create");
        double unknowns = count("unknowns", "payment.create");
        double conflicts = count("conflicts", "payment.create");

        String key = "metrics-" + UUID.randomUUID();
        String id = order(key, 500).then().statusCode(201).extract().path("id");
        order(key, 500).then().statusCode(200);
        order(key, 501).then().statusCode(422);
        String timeout = order("metrics-" + UUID.randomUUID(), 500).path("id");
        pay(timeout, "metrics-" + UUID.randomUUID(), "pm_garbled").then().statusCode(202);
        assertEquals(unknowns + 1, count("unknowns", "payment.create"));
        String slow = "metrics-" + UUID.randomUUID();
        var running = CompletableFuture.supplyAsync(() -> pay(id, slow, "pm_slow"));
        for (int tries = 0; count("conflicts", "payment.create") == conflicts && tries < 100; tries++) {
            if (known(slow)) {
                pay(id, slow, "pm_slow");
            }
        }
        running.join();

        assertEquals(claims + 2, count("claims", "order.create"));
        assertEquals(replays + 1, count("replays", "order.create"));
        assertEquals(mismatches + 1, count("mismatches", "order.create"));
        assertTrue(count("conflicts", "payment.create") > conflicts);
    }

    /** As many series as there are routes, whoever walks along the server's doors. */
    @Test
    void noPathThatSomebodyMadeUpBecomesALabel() {
        for (String made : List.of(
                "/v1/orders/%s",
                "/v1/orders/%s/payments",
                "/v1/%s",
                "/%s",
                "/q/%s",
                "/problems/%s",
                "/simulator/%s",
                "/console/%s",
                "/v1/orders/%s;x",
                "/%s;x",
                "//%s",
                "/%s/",
                "/%s/%%2e",
                "/admin/merchants/%s/api-keys")) {
            for (String method : List.of("GET", "POST", "DELETE", "OPTIONS", "BREW")) {
                for (String credential : List.of("Bearer sk_dev_acme", "Bearer nobody")) {
                    given().urlEncodingEnabled(false)
                            .header("Authorization", credential)
                            .request(method, made.formatted(UUID.randomUUID()));
                }
            }
        }
        List<String> madeUp = uris().stream()
                .filter(uri -> Pattern.compile("[0-9a-f]{8}-").matcher(uri).find())
                .toList();
        assertEquals(List.of(), madeUp);
        assertTrue(uris().contains("/v1/orders/{id}"), () -> uris().toString());
    }

    private static Set<String> uris() {
        return Pattern.compile("[{,]uri=\"([^\"]*)\"")
                .matcher(get("/q/metrics").asString())
                .results()
                .map(uri -> uri.group(1))
                .collect(Collectors.toSet());
    }

    private static boolean known(String key) {
        return given().header("Authorization", "Bearer sk_dev_acme")
                        .header("Idempotency-Key", key)
                        .get("/v1/operations/current")
                        .statusCode()
                == 200;
    }

    private static Response order(String key, int price) {
        return post("/v1/orders", key, """
                {"customer": "ada", "currency": "EUR", "items": [{"sku": "tea", "quantity": 1, "unitPrice": %d}]}""".formatted(price));
    }

    private static Response pay(String order, String key, String method) {
        return post("/v1/orders/" + order + "/payments", key, """
                {"amount": 500, "currency": "EUR", "paymentMethod": "%s"}""".formatted(method));
    }

    private static Response post(String path, String key, String body) {
        return given().header("Authorization", "Bearer sk_dev_acme")
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    /** Where nothing was counted yet, there is no line; every line is found by its name as it is scraped. */
    private static double count(String what, String operation) {
        String line = "idempotency_" + what + "_total{operation=\"" + operation + "\"}";
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' '))))
                .sum();
    }
}
