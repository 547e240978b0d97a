package dev.payonce.simulator;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.payonce.AsInProduction;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.gateway.Gateway;
import dev.payonce.gateway.GatewayOutcome;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(AsInProduction.class)
class SimulatorOffTest {
    private static final UUID ACCOUNT = UUID.fromString("00000000-0000-7000-8000-00000000acc7");

    @Inject
    Gateway gateway;

    @ParameterizedTest
    @CsvSource({
        "GET, /simulator/statement",
        "POST, /simulator/statement",
        "POST, /simulator/charges",
        "GET, /simulator/charges",
        "GET, /simulator/receiver",
        "POST, /simulator/receiver/shop",
        "GET, /playground",
        "PUT, /playground/mortal",
        "DELETE, /playground/mortal",
        "POST, /playground/keyless/00000000-0000-7000-8000-00000000acc7/payments"
    })
    void thereIsNothingWhereItIsOff(String method, String path) {
        given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body("GET".equals(method) ? "" : "{}")
                .request(method, path)
                .then()
                .statusCode(404);
    }

    @Test
    void withoutAnyGatewayNothingIsExecutedAndThatIsSaid() {
        assertInstanceOf(
                GatewayOutcome.NotExecuted.class,
                gateway.charge(UUID.randomUUID(), ACCOUNT, 1000, "EUR", "pm_ok")
                        .await()
                        .indefinitely());
    }
}
