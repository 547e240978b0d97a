package dev.payonce.merchant;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.receipt.LogCapture;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever guesses is counted and slowed down; whoever has a right key does not notice. */
@QuarkusTest
@TestProfile(WrongCredentialsTest.ThreeInAMinute.class)
@QuarkusTestResource(EmbeddedTestResource.class)
class WrongCredentialsTest {

    public static class ThreeInAMinute implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("payonce.admin.token", "the-admin-token", "payonce.credentials.wrong-per-minute", "3");
        }
    }

    private static Response call(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path);
    }

    @Test
    void afterSomeWrongOnesOfOneAddressFurtherOnesAreNotLookedAtAndNoneIsLogged() {
        try (LogCapture log = new LogCapture()) {
            guess();
            assertTrue(log.text().contains("3 wrong credentials"), log.text());
            assertFalse(log.text().contains("sk_"), log.text());
        }
    }

    private static void guess() {
        call("/v1/balances", "sk_dev_acme").then().statusCode(200);
        double before = counted();

        List<Integer> answers = new ArrayList<>();
        Response last;
        do {
            last = call("/v1/balances", "sk_guess_" + answers.size());
            answers.add(last.statusCode());
        } while (last.statusCode() == 401);

        assertEquals(429, last.statusCode());
        assertTrue(answers.size() >= 4 && answers.size() <= 7, answers.toString()); // a minute may have ended meanwhile
        int wait = Integer.parseInt(last.header("Retry-After"));
        assertTrue(wait >= 1 && wait <= 60, "" + wait);
        call("/v1/balances", "sk_dev_acme").then().statusCode(200);
        assertEquals(before + answers.size(), counted());
    }

    private static double counted() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("credentials_wrong_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
