package dev.payonce.merchant;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Api keys: several of a merchant, each of which can be named, seen in use and revoked. */
@QuarkusTest
@TestProfile(MerchantAdminTest.WithAdmin.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class ApiKeysTest {

    private final String key = Api.newKey();
    private String merchant;
    private String first;

    @BeforeEach
    void aMerchant() {
        Response made = as("the-admin-token").body("{\"name\": \"initech\"}").post("/admin/merchants");
        merchant = made.path("id");
        first = made.path("apiKey");
        assertEquals("no-store", made.header("Cache-Control"));
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private String keys() {
        return "/admin/merchants/" + merchant + "/api-keys";
    }

    private Response another(String body) {
        return as("the-admin-token").body(body).post(keys());
    }

    private Response order(String apiKey) {
        return as(apiKey).header("Idempotency-Key", key).body(Api.orderOf(1000)).post("/v1/orders");
    }

    @Test
    void allKeysOfAMerchantAreTheSameMerchantToItsOrdersAndIdempotencyKeys() {
        Response made = another("{\"name\": \"till 4\"}");
        made.then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("name", equalTo("till 4"))
                .body("apiKey", matchesPattern("sk_[A-Za-z0-9_-]{43}"));
        Response placed = order(first);
        placed.then().statusCode(201);

        Response again = order(made.path("apiKey"));
        again.then().statusCode(200).header("Idempotent-Replayed", "true");
        assertEquals(placed.asString(), again.asString());
    }

    @Test
    void aKeyNeedsNoNameAndTheListShowsAllOfThemButNotTheKeys() {
        another("{}").then().statusCode(201).body("name", equalTo(null));
        as("the-admin-token").post(keys()).then().statusCode(201);

        Response list = as("the-admin-token").get(keys() + "?limit=2");
        list.then().statusCode(200);
        assertEquals(2, list.jsonPath().getList("data").size());
        Response last = as("the-admin-token").get(keys() + "?limit=2&cursor=" + list.path("nextCursor"));
        assertEquals(1, last.jsonPath().getList("data").size());
        last.then().body("nextCursor", equalTo(null));
        assertFalse((list.asString() + last.asString()).contains("sk_"));
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAReplayUnderItIncludedAndTheOthersAreNot() {
        Response made = another("{\"name\": \"lost\"}");
        String lost = made.path("apiKey");
        order(lost).then().statusCode(201);

        for (int again = 0; again < 2; again++) {
            as("the-admin-token").delete(keys() + "/" + made.path("id")).then().statusCode(204);
            order(lost).then().statusCode(401).header("WWW-Authenticate", "Bearer");
        }
        order(first).then().statusCode(200);
        as("the-admin-token")
                .get(keys())
                .then()
                .body("data[0].name", equalTo("lost"))
                .body("data[0].revokedAt", matchesPattern("20.*Z"))
                .body("data[1].revokedAt", equalTo(null));
    }

    @Test
    void whatAnotherInstanceRevokesIsRefusedWithinFiveSeconds() {
        order(first).then().statusCode(201);
        Database.update("UPDATE api_key SET revoked_at = now() WHERE merchant_id = ?", UUID.fromString(merchant));
        Instant revoked = Instant.now();

        while (order(first).statusCode() != 401) {
            assertTrue(Duration.between(revoked, Instant.now()).toSeconds() < 5, "still taken");
        }
    }

    @Test
    void whenAKeyWasUsedIsKeptWithoutAWriteForEachRequest() {
        for (int request = 0; request < 200; request++) {
            as(first).get("/v1/balances").then().statusCode(200);
        }

        Database.await(
                1,
                "SELECT count(*) FROM api_key WHERE merchant_id = ? AND last_used_at >= created_at",
                UUID.fromString(merchant));
        another("{}");
        as("the-admin-token")
                .get(keys())
                .then()
                .body("data[0].lastUsedAt", equalTo(null))
                .body("data[1].lastUsedAt", matchesPattern("20.*Z"));
    }

    @Test
    void twoCredentialsInOneRequestAreNone() {
        given().header("Authorization", "Bearer " + first, "Bearer " + first)
                .get("/v1/balances")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + first, "Bearer the-admin-token")
                .get(keys())
                .then()
                .statusCode(401);
    }

    @Test
    void whatDoesNotExistIsNotFoundAnothersKeyIncluded() {
        String nobody = "/admin/merchants/" + UUID.randomUUID() + "/api-keys";
        String own = as("the-admin-token").get(keys()).path("data[0].id");
        List.of(
                        as("the-admin-token").body("{}").post(nobody),
                        as("the-admin-token").get(nobody),
                        as("the-admin-token").delete(nobody + "/" + own),
                        as("the-admin-token").delete(keys() + "/" + UUID.randomUUID()),
                        as("the-admin-token").delete(keys() + "/no-uuid"))
                .forEach(answer -> answer.then().statusCode(404).body("type", equalTo("/problems/not-found")));
        order(first).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"\"}", "{\"name\": 5}", "{\"name\": \"a\\u0000\"}", "{\"x\": 1}", "[]"})
    void badInputMakesNoKey(String body) {
        another(body).then().statusCode(400).body("type", equalTo("/problems/invalid-request"));
        assertEquals(
                1, as("the-admin-token").get(keys()).jsonPath().getList("data").size());
    }
}
