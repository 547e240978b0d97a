package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(WithoutRedisTest.RedisAway.class)
class WithoutRedisTest {

    /** A port on which nothing listens. */
    public static class RedisAway implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:1");
        }
    }

    @Test
    void receiptsAloneAreAwayAndNoOtherEndpointNotices() {
        Api api = Api.newMerchant();
        String order = api.order(100);
        String payment = api.pay(order, Api.newKey(), 100, "pm_ok").expect(201).id();

        var receipt = api.post("/v1/orders/" + order + "/receipts", Api.newKey(), "{\"email\": \"a@example.com\"}");
        assertEquals(503, receipt.status(), receipt::toString);
        assertEquals("same-key", receipt.text("retry"));
        assertEquals("1", receipt.header("Retry-After"));

        api.refund(payment, Api.newKey(), Api.FULL).expect(201);
        assertEquals("REFUNDED", api.orderStatus(order));
        api.get("/q/health/ready").expect(200);
    }
}
