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
}
