package dev.payonce;

import static io.restassured.RestAssured.get;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ApplicationStartsTest {

    @Test
    void theApplicationIsReadyOnceItsDatabaseAnswers() {
        get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void theApiCanBeLookedAtWhereItRuns() {
        get("/q/swagger-ui/").then().statusCode(200);
        get("/q/openapi").then().statusCode(200);
        get("/problems").then().statusCode(200);
        get("/").then().statusCode(200).contentType("text/html");
    }
}
