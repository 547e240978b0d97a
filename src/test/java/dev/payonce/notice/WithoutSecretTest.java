package dev.payonce.notice;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class WithoutSecretTest {

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "PUT", "DELETE"})
    void withoutASecretTheGatewayCanTellNothing(String method) {
        given().contentType("application/json")
                .body("{}")
                .request(method, "/gateway/events")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/not-found"));
    }
}
