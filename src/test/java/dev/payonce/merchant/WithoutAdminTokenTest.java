package dev.payonce.merchant;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class WithoutAdminTokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Bearer sk_dev_acme"})
    void nothingIsUnderAdmin(String authorization) {
        for (String method : new String[] {"POST", "GET", "DELETE"}) {
            given().header("Authorization", authorization)
                    .contentType("application/json")
                    .body("{\"name\": \"initech\"}")
                    .request(method, "/admin/merchants")
                    .then()
                    .statusCode(404)
                    .body("type", equalTo("/problems/not-found"));
        }
    }
}
