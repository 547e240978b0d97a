package dev.payonce.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is for those who run it may have a port of its own, which nobody else can reach; and Swagger UI may be off. */
@QuarkusTest
@TestProfile(ManagementPortTest.OwnPort.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class ManagementPortTest {

    public static class OwnPort implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.management.enabled", "true",
                    "quarkus.management.test-port", "0",
                    "quarkus.swagger-ui.enabled", "false");
        }
    }

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/metrics", "/q/openapi"})
    void itIsThereAndNotWhereTheApiIs(String path) {
        assertNotEquals(RestAssured.port, management.getPort());
        given().get(management.resolve(path)).then().statusCode(200);
        given().get(path).then().statusCode(404).body("type", equalTo("/problems/not-found"));
    }

    @Test
    void theApiIsWhereItWas() {
        Api api = Api.newMerchant();
        api.paid(1000);
        given().get("/").then().statusCode(200);
        given().get(management.resolve("/v1/balances")).then().statusCode(404);
        given().get(management.resolve("/admin/merchants")).then().statusCode(404);
    }

    @Test
    void swaggerUiIsNowhere() {
        given().get("/q/swagger-ui/").then().statusCode(404);
        given().get(management.resolve("/q/swagger-ui/")).then().statusCode(404);
    }
}
