package dev.payonce.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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

    @Test
    void anIdHasOneFormInAPathAQueryAndABody() {
        Api api = Api.newMerchant();
        String order = api.order(1000);
        assertEquals('0', order.charAt(0), "the time of an id is long from needing all its digits");
        String digits = order.replace("-", "");
        for (String other : List.of(
                order.substring(1),
                "1-1-1-1-1",
                digits,
                "\u0660" + order.substring(1),
                "urn:uuid:" + order,
                order + "0")) {
            String encoded = URLEncoder.encode(other, StandardCharsets.UTF_8);
            api.get("/v1/orders/" + encoded).expect(404);
            api.post("/v1/orders/" + encoded + "/cancel", Api.newKey(), "{}").expect(404);
            api.get("/v1/events?after=" + encoded).expect(400);
            api.put("/v1/webhook-endpoints/shop/position", "{\"after\": \"" + other + "\"}")
                    .expect(400);
        }
        String base64 = "{\"after\": \"AAAAAAAAAAAAAAAAAAAAAA==\"}";
        assertEquals(
                "must be a UUID",
                api.put("/v1/webhook-endpoints/shop/position", base64)
                        .expect(400)
                        .json()
                        .at("/violations/0/message")
                        .asText());
        api.get("/v1/orders/" + order.toUpperCase(Locale.ROOT)).expect(200);
    }
}
