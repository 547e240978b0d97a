package dev.payonce.health;

import static io.restassured.RestAssured.get;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReadinessTest {

    private static final String OTHER_SESSIONS =
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    /** Several connections, not only the one that a quiet application needs. */
    private static void useManyConnections() {
        Api api = Api.newMerchant();
        IntStream.range(0, 16).parallel().forEach(any -> api.get("/v1/orders").expect(200));
    }

    @RepeatedTest(5)
    void whenAllSessionsHaveEndedTheFirstQuestionIsAnsweredAsRequestsAre() {
        useManyConnections();
        Database.texts("SELECT pg_terminate_backend(pid)::text" + OTHER_SESSIONS);

        get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void onceTheSchemaIsUpToDateNoSessionIsLeftThatRequestsDoNotUse() {
        useManyConnections();
        assertTrue(
                Database.number("SELECT count(*)" + OTHER_SESSIONS + " AND application_name = 'vertx-pg-client'") > 0);
        Database.await(0, "SELECT count(*)" + OTHER_SESSIONS + " AND application_name <> 'vertx-pg-client'");
    }
}
