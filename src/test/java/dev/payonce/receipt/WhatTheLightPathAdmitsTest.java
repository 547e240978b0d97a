package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.Processes;
import dev.payonce.receipt.SmtpServer.Held;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** The price of a guard that is no database, and of a letter that is no transaction. docs/light-path.md names these tests. */
@QuarkusTest
@TestProfile(LightPath.class)
class WhatTheLightPathAdmitsTest {

    SmtpServer smtp;
    OwnRedis redis;

    private Receipts receipts;
    private final String key = Api.newKey();

    @BeforeEach
    void aPaidOrder() {
        receipts = Receipts.ofAPaidOrder();
        redis.empty();
    }

    /** As the next test expects it. */
    @AfterEach
    void redisIsNew() {
        redis.kill();
        redis.start();
        Receipts.awaitPossible();
    }

    private int letters() {
        return smtp.lettersTo(receipts.email()).size();
    }

    private void assertSends(String underKey) {
        // Redis was away a moment ago: the first request may still meet that.
        Answer answer = Api.await(() -> receipts.send(underKey), each -> each.status() != 503);
        assertEquals("SENT", answer.expect(200).text("status"));
    }

    /** The one entry in Redis. */
    private static String name(Jedis jedis) {
        return jedis.keys("*").iterator().next();
    }

    @Test
    void anEvictionAdmitsASecondLetter() {
        assertSends(key);
        try (Jedis jedis = redis.connect()) {
            String entry = name(jedis);
            jedis.configSet("maxmemory-policy", "allkeys-lru");
            jedis.configSet("maxmemory", "3mb");
            for (int batch = 0; jedis.exists(entry); batch++) {
                assertTrue(batch < 1000, "it was never evicted");
                Pipeline others = jedis.pipelined();
                for (int i = 0; i < 100; i++) {
                    others.set("other:" + batch + ":" + i, "x".repeat(1000));
                }
                others.sync();
            }
        }
        assertSends(key);
        assertEquals(2, letters());
    }

    @Test
    void aRestartWithoutDataAdmitsASecondLetter() {
        assertSends(key);
        redis.kill();
        redis.start();
        assertSends(key);
        assertEquals(2, letters());
    }

    @Test
    void aFailoverAdmitsASecondLetterOfWhatWasNotReplicated() {
        String replicated = Api.newKey();
        try (OwnRedis replica = new OwnRedis(LightPath.DIRECTORY.resolve("replica"), Processes.freePort())) {
            replica.start("--replicaof", "127.0.0.1", Integer.toString(redis.port()));
            try (Jedis primary = redis.connect();
                    Jedis standby = replica.connect()) {
                assertSends(replicated);
                Api.await(
                        () -> receipts.send(replicated),
                        answer -> standby.keys("*").size() == 1
                                && standby.get(name(standby)).startsWith("SUCCESS"));
                standby.slaveofNoOne(); // from here on nothing reaches it
                assertSends(key);
                assertEquals(2, primary.keys("*").size());
                standby.save();
            }
        }
        redis.kill();
        // It takes over the address of the one that died, with what it has.
        try (OwnRedis promoted = new OwnRedis(LightPath.DIRECTORY.resolve("replica"), redis.port()).start()) {
            assertSends(key);
            assertEquals(3, letters());
            assertEquals("ALREADY_SENT", receipts.send(replicated).expect(200).text("status"));
            try (Jedis jedis = promoted.connect()) {
                assertEquals(2, jedis.keys("*").size());
            }
        }
    }

    @Test
    void anExpiryBeforeTheEndAdmitsASecondLetterAndTheOvertakenSenderOverwritesNothing() {
        Held held = smtp.holdNext();
        CompletableFuture<Answer> first = receipts.begin(key);
        held.awaitArrival();
        try (Jedis jedis = redis.connect()) {
            jedis.pexpire(name(jedis), 0); // now, and not within a millisecond: the next request may be quicker
            assertSends(key);
            String successors = jedis.get(name(jedis));
            assertTrue(successors.startsWith("SUCCESS"), successors);

            held.release();
            assertEquals("SENT", Api.join(first).expect(200).text("status"));
            assertEquals(successors, jedis.get(name(jedis)));
        }
        assertEquals(2, letters());
    }

    @Test
    void anOvertakenSenderThatFailsOverwritesNothingEither() {
        Held held = smtp.holdNext();
        CompletableFuture<Answer> first = receipts.begin(key);
        held.awaitArrival();
        try (Jedis jedis = redis.connect()) {
            jedis.pexpire(name(jedis), 0); // now, and not within a millisecond: the next request may be quicker
            assertSends(key);
            String successors = jedis.get(name(jedis));

            smtp.putOff(receipts.email());
            held.release();
            Api.join(first).expect(503);
            assertEquals(successors, jedis.get(name(jedis)));
        }
        assertEquals(1, letters());
    }

    @Test
    void aLostAnswerOfTheMailServerAdmitsASecondLetter() {
        Held held = smtp.holdNext();
        CompletableFuture<Answer> first = receipts.begin(key);
        held.awaitArrival();
        Api.join(first).expect(503);
        held.release(); // it is delivered after all
        assertSends(key);
        Api.await(() -> receipts.send(key), answer -> letters() == 2);
    }

    @Test
    void aRedisThatDiesDuringTheSendingAdmitsASecondLetter() {
        Held held = smtp.holdNext();
        CompletableFuture<Answer> first = receipts.begin(key);
        held.awaitArrival();
        redis.kill();
        held.release();
        assertEquals("SENT", Api.join(first).expect(200).text("status"));

        redis.start();
        assertSends(key);
        assertEquals(2, letters());
    }

    @Test
    void aKeyThatSentAReceiptIsFreeForAnotherOperation() {
        assertSends(key);
        String order = receipts.api().order(100);
        Answer paid = receipts.api().pay(order, key, 100, "pm_ok");
        assertEquals(201, paid.status(), paid::toString);
        assertFalse(paid.replayed());
        // The other way round it is found out: ReceiptTest.
        assertEquals(
                "[\"operation\"]",
                receipts.send(key).expect(422).json().path("differingFields").toString());
    }
}
