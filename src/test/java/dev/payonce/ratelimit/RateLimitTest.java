package dev.payonce.ratelimit;

import static dev.payonce.ratelimit.FiveInThreeSeconds.REDIS_TIMEOUT_SECONDS;
import static dev.payonce.ratelimit.FiveInThreeSeconds.REQUESTS;
import static dev.payonce.ratelimit.FiveInThreeSeconds.SECONDS;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Database;
import dev.payonce.receipt.OwnRedis;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Each merchant may send so much in a time, whichever instance it asks; and nobody is refused for want of a Redis. */
@QuarkusTest
@TestProfile(FiveInThreeSeconds.class)
class RateLimitTest {

    /** Structured fields: a list of one string with integers as parameters. */
    private static final Pattern STANDING = Pattern.compile("\"default\";r=(\\d+);t=(\\d+)");

    private static final String POLICY = "\"default\";q=" + REQUESTS + ";w=" + SECONDS;

    OwnRedis redis;

    @Inject
    Vertx vertx;

    private final Api api = Api.newMerchant();

    private Answer ask() {
        return api.get("/v1/balances");
    }

    private static int left(Answer answer) {
        return Integer.parseInt(standing(answer).group(1));
    }

    private static Matcher standing(Answer answer) {
        assertEquals(POLICY, answer.header("RateLimit-Policy"), answer::toString);
        Matcher standing = STANDING.matcher(answer.header("RateLimit"));
        assertTrue(standing.matches(), () -> answer.header("RateLimit"));
        int seconds = Integer.parseInt(standing.group(2));
        assertTrue(seconds >= 1 && seconds <= SECONDS, standing::group);
        return standing;
    }

    private void useUp() {
        for (int request = 1; request <= REQUESTS; request++) {
            assertEquals(REQUESTS - request, left(ask().expect(200)));
        }
    }

    private Answer awaitNextTime() {
        return Api.await(this::ask, answer -> answer.status() != 429).expect(200);
    }

    @Test
    void whoSentTooMuchIsToldWhenToComeAgainAndMayThen() {
        useUp();
        Answer refused = ask().expect(429);
        assertEquals("too-many-requests", refused.problem());
        assertEquals("same-key", refused.text("retry"));
        assertEquals(0, left(refused));
        assertEquals(standing(refused).group(2), refused.header("Retry-After"));
        assertEquals(REQUESTS - 1, left(awaitNextTime()));
    }

    @Test
    void anotherMerchantDoesNotNotice() {
        useUp();
        ask().expect(429);
        assertEquals(REQUESTS - 1, left(Api.newMerchant().get("/v1/balances").expect(200)));
    }

    @Test
    void allInstancesCountTogether() {
        Redis ofAnotherInstance = Redis.createClient(vertx, redis.url());
        var there = new RequestCounts(ofAnotherInstance, new Quota(REQUESTS, SECONDS), Duration.ofSeconds(5));
        for (int request = 1; request < REQUESTS; request++) {
            var standing = there.count(api.merchant).await().atMost(Duration.ofSeconds(10));
            assertEquals(request, standing.sent());
        }
        assertEquals(0, left(ask().expect(200)));
        ask().expect(429);
        ofAnotherInstance.close();
    }

    @Test
    void everyAnswerToAMerchantSaysWhatIsLeft() {
        String key = Api.newKey();
        String order = Api.orderOf(1000);
        List<Answer> answers = List.of(
                api.post("/v1/orders", key, order).expect(201),
                api.post("/v1/orders", key, order).expect(200),
                api.post("/v1/orders", key, Api.orderOf(1)).expect(422),
                api.get("/v1/orders?x=1").expect(400),
                api.get("/v1/orders/" + api.merchant).expect(404));
        assertEquals(
                List.of(4, 3, 2, 1, 0),
                answers.stream().map(RateLimitTest::left).toList());
    }

    @Test
    void whoIsNoMerchantIsNotCounted() {
        for (String path : List.of("/v1/balances", "/q/health", "/", "/problems")) {
            assertNull(given().get(path).header("RateLimit-Policy"), path);
        }
    }

    @Test
    void nothingIsClaimedUnderAKeyThatCameTooSoon() {
        useUp();
        String key = Api.newKey();
        api.post("/v1/orders", key, Api.orderOf(1000)).expect(429);
        assertEquals(0, Database.number("SELECT count(*) FROM idempotency_key WHERE merchant_id = ?", api.merchant));
        awaitNextTime();
        api.post("/v1/orders", key, Api.orderOf(1000)).expect(201);
    }

    @Test
    void whatIsKeptGoesByItselfAndTellsNoMoreThanWhoSentHowMuch() {
        ask().expect(200);
        try (Jedis own = redis.connect()) {
            String name = "payonce:rate:" + api.merchant;
            assertEquals("1", own.get(name));
            long millis = own.pttl(name);
            assertTrue(millis > 0 && millis <= SECONDS * 1000, () -> millis + " ms");
        }
    }

    @Test
    void whenRedisIsAwayNobodyIsRefusedOrWaitsForLong() {
        ask().expect(200);
        redis.kill();
        try {
            assertManyAreServed();
        } finally {
            redis.start();
        }
        awaitCounted();
    }

    @Test
    void whenRedisHangsItIsNotWaitedForByOneAfterTheOther() {
        ask().expect(200);
        redis.freeze();
        try {
            assertManyAreServed();
        } finally {
            redis.thaw();
        }
        awaitCounted();
    }

    /** One after the other, each would have waited for its time-out. */
    private void assertManyAreServed() {
        long begun = System.nanoTime();
        int requests = 40;
        for (Answer answer : Stream.generate(this::ask).limit(requests).toList()) {
            answer.expect(200);
            assertEquals(POLICY, answer.header("RateLimit-Policy"));
            assertNull(answer.header("RateLimit"));
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(Duration.ofSeconds(REDIS_TIMEOUT_SECONDS * requests / 4)) < 0, taken::toString);
    }

    private void awaitCounted() {
        assertNotNull(Api.await(this::ask, answer -> answer.header("RateLimit") != null)
                .header("RateLimit"));
    }
}
