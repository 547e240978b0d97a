package dev.payonce.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As development has it: a shop that is served by another port of this machine may call, and nobody else. */
@QuarkusTest
@TestProfile(CorsTest.AsInDevelopment.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class CorsTest {

    public static class AsInDevelopment implements QuarkusTestProfile {

        private static final String DEVELOPMENT = "%dev.";

        /** Its rules for other origins, without the rest of its profile. */
        @Override
        public Map<String, String> getConfigOverrides() {
            var properties = new Properties();
            try (var file = Files.newBufferedReader(Path.of("src", "main", "resources", "application.properties"))) {
                properties.load(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(DEVELOPMENT + "quarkus.http.cors."))
                    .collect(Collectors.toMap(name -> name.substring(DEVELOPMENT.length()), properties::getProperty));
        }
    }

    private static final String SHOP = "http://localhost:3000";

    private static Response preflight(String origin, String method, String headers) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers)
                .options("/v1/orders");
    }

    private static Set<String> list(String header) {
        return new TreeSet<>(Arrays.asList(header.split(", *")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {SHOP, "http://localhost", "https://localhost:8443", "http://127.0.0.1:5173", "http://[::1]:80"})
    void aPageOfThisMachineIsToldThatItMayCall(String origin) {
        Response answer = preflight(origin, "POST", "authorization,content-type,idempotency-key,x-request-id");
        answer.then().statusCode(200).header("Access-Control-Allow-Origin", equalTo(origin));
        assertEquals(Set.of("DELETE", "GET", "POST", "PUT"), list(answer.header("Access-Control-Allow-Methods")));
        assertEquals("7200", answer.header("Access-Control-Max-Age"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "http://localhost.example.com", "http://notlocalhost:3000", "null"})
    void aPageOfAnotherMachineIsRefused(String origin) {
        preflight(origin, "POST", "authorization")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", origin)
                .header("Authorization", "Bearer sk_dev_acme")
                .get("/v1/balances")
                .then()
                .statusCode(403);
    }

    @Test
    void itMayReadAllThatAClientNeedsToRetryRightly() {
        Response answer = given().header("Origin", SHOP)
                .header("Authorization", "Bearer sk_dev_acme")
                .header("Idempotency-Key", Api.newKey())
                .contentType("application/json")
                .body(Api.orderOf(1000))
                .post("/v1/orders");
        answer.then().statusCode(201).header("Access-Control-Allow-Origin", equalTo(SHOP));
        assertEquals(
                new TreeSet<>(Set.of(
                        "Retry-After",
                        "Location",
                        "Link",
                        "X-Idempotent-Result",
                        "Idempotent-Replayed",
                        "X-Original-Request-ID",
                        "X-Request-ID",
                        "RateLimit",
                        "RateLimit-Policy")),
                list(answer.header("Access-Control-Expose-Headers")));
    }

    @Test
    void itMayReadARefusalToo() {
        given().header("Origin", SHOP)
                .get("/v1/balances")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", equalTo(SHOP));
        given().header("Origin", SHOP)
                .header("Authorization", "Bearer sk_dev_acme")
                .contentType("application/json")
                .body(" ".repeat(70_000))
                .post("/v1/orders")
                .then()
                .statusCode(413)
                .header("Access-Control-Allow-Origin", equalTo(SHOP));
    }
}
