package dev.payonce.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What a resource is given out of a URL is in the spelling that texts of bodies are in. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class TextParametersTest {

    @Test
    void aTextInTheQueryOrThePathIsReadInItsOneSpelling() {
        given().header("Authorization", "Bearer sk_dev_acme")
                .get("/v1/test-echo/texts/{text}?like={like}", "Zoe\u0308", "\u212b \u1112\u1161\u11ab")
                .then()
                .statusCode(200)
                .body("body", contains("Zo\u00eb", "\u00c5 \ud55c"));
    }

    @Test
    void aParameterThatIsLeftOutIsAbsent() {
        given().header("Authorization", "Bearer sk_dev_acme")
                .get("/v1/test-echo/texts/x")
                .then()
                .statusCode(200)
                .body("body[1]", nullValue());
    }
}
