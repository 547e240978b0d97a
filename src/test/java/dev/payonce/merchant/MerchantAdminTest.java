package dev.payonce.merchant;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(MerchantAdminTest.WithAdmin.class)
@QuarkusTestResource(EmbeddedTestResource.class)
public class MerchantAdminTest {

    public static class WithAdmin implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("payonce.admin.token", "the-admin-token");
        }
    }

    private static Response create(String token, String body) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(body)
                .post("/admin/merchants");
    }

    @Test
    void aNewMerchantsKeyWorksAtOnceAlsoAfterItWasGuessedInVain() {
        Response made = create("the-admin-token", "{\"name\": \"initech\"}");
        made.then()
                .statusCode(201)
                .body("name", equalTo("initech"))
                .body("apiKey", matchesPattern("sk_[A-Za-z0-9_-]{43}"));
        for (int call = 0; call < 3; call++) {
            given().header("Authorization", "Bearer " + made.path("apiKey"))
                    .contentType("application/json")
                    .body("{\"amount\": 1, \"currency\": \"EUR\"}")
                    .post("/v1/test-echo")
                    .then()
                    .statusCode(200)
                    .body("merchant", equalTo(made.path("id")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "the-admin-toke", "the-admin-token2", "THE-ADMIN-TOKEN", "sk_dev_acme"})
    void onlyTheAdminTokenMakesMerchants(String token) {
        create(token, "{\"name\": \"initech\"}")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("/problems/unauthorized"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \"\"}",
                "{\"name\": 5}",
                "{\"name\": \"a\\u0000\"}",
                "{\"name\": \"a\", \"id\": 1}",
                ""
            })
    void aMerchantNeedsAName(String body) {
        create("the-admin-token", body).then().statusCode(400).body("type", equalTo("/problems/invalid-request"));
    }

    @Test
    void theAdminTokenIsNoApiKey() {
        given().header("Authorization", "Bearer the-admin-token")
                .get("/v1/test-echo/0190a1b2-0000-7000-8000-000000000001")
                .then()
                .statusCode(401);
    }
}
