package dev.payonce.notice;

import static io.restassured.RestAssured.given;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The gateway, as far as it tells: the simulator, which is told how to, and a hand of the test's own that knows the secret. */
final class Gateway {

    static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    static final String OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SIMULATOR = "/simulator/notices";

    private Gateway() {}

    /** How the simulator tells from now on: members of its {@code PUT /simulator/notices}. */
    static void tells(String... faults) {
        given().contentType("application/json")
                .body("{" + String.join(", ", faults) + "}")
                .put(SIMULATOR)
                .then()
                .statusCode(200);
    }

    /** How what it told of a reference was answered, latest first. */
    static List<Integer> answered(String reference) {
        var statuses = new ArrayList<Integer>();
        given().get(SIMULATOR).jsonPath().getList("sent").forEach(each -> {
            var sent = (java.util.Map<?, ?>) each;
            if (reference.equals(sent.get("reference"))) {
                statuses.add((Integer) sent.get("status"));
            }
        });
        return statuses;
    }

    /** Waits until what it told of a reference has been answered so many times. */
    static List<Integer> awaitAnswered(String reference, int times) {
        Instant latest = Instant.now().plus(Duration.ofSeconds(15));
        List<Integer> answered = answered(reference);
        while (answered.size() < times) {
            if (Instant.now().isAfter(latest)) {
                throw new AssertionError("told of " + reference + " only " + answered);
            }
            answered = answered(reference);
        }
        return answered;
    }

    /** What a notice says of a reference. */
    static String notice(UUID account, String reference, String status, long amount) {
        return """
                {"type": "charge.executed", "timestamp": "2026-01-01T00:00:00Z", "data": {"account": "%s", "reference": "%s",
                 "status": "%s", "id": "0b3f", "amount": %d, "currency": "EUR", "more": {"to": "come"}}}""".formatted(account, reference, status, amount);
    }

    static String newId() {
        return "evt_" + UUID.randomUUID();
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    static String signature(String secret, String id, long timestamp, String body) {
        try {
            return new Webhook(secret).sign(id, timestamp, body);
        } catch (WebhookSigningException e) {
            throw new AssertionError(e);
        }
    }

    /** Posts a notice that is signed as it should be. */
    static Response post(String id, String body) {
        return post(id, Long.toString(now()), signature(SECRET, id, now(), body), body);
    }

    /** Posts a notice with these headers; null leaves one out. */
    static Response post(String id, String timestamp, String signature, String body) {
        RequestSpecification request = given().contentType("application/json").body(body);
        if (id != null) {
            request.header("webhook-id", id);
        }
        if (timestamp != null) {
            request.header("webhook-timestamp", timestamp);
        }
        if (signature != null) {
            request.header("webhook-signature", signature);
        }
        return request.post("/gateway/events");
    }
}
