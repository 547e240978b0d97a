package dev.payonce.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.AsInProduction;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As it is in production. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
@TestProfile(AsInProduction.class)
class PrivateAddressesTest {

    private final Api api = Api.newMerchant();

    private Answer put(String url) {
        return api.put("/v1/webhook-endpoints/shop", "{\"url\": \"" + url + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "https://10.0.0.1:8443/hook",
                "http://169.254.169.254/latest/meta-data/",
                "http://192.168.0.1/",
                "http://100.64.0.1/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[fd00:ec2::254]/",
                "http://localhost/",
                "http://LOCALHOST:8080/",
                "http://localhost./",
                "http://shop.localhost/"
            })
    void anAddressThatIsNotPublicIsRefused(String url) {
        Answer refused = put(url).expect(400);
        assertEquals(
                "url", refused.json().path("violations").path(0).path("field").asText());
    }

    @Test
    void aPublicOneIsFineAndSoIsANameThatHasNoAddressYet() {
        put("https://1.1.1.1/hook").expect(201);
        put("https://not-yet.invalid/hook").expect(200);
    }
}
