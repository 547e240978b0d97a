package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/** Nothing in Redis, and nothing on the way to it, tells who bought what. */
@QuarkusTest
@TestProfile(LightPath.class)
class WhatRedisHoldsTest {

    private static final String THE_END = "that was all";

    SmtpServer smtp;
    OwnRedis redis;

    private Receipts receipts;
    private final String key = Api.newKey();
    private final String refused = Api.newKey();

    @BeforeEach
    void aPaidOrder() {
        receipts = Receipts.ofAPaidOrder();
        redis.empty();
    }

    @Test
    void neitherItsKeysNorItsValuesNorTheCommandsItIsSentNameAnythingInClear() throws Exception {
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        try (Jedis monitor = redis.connect();
                Jedis own = redis.connect()) {
            var watching = new Thread(() -> watch(monitor, commands));
            watching.start();
            awaitCommand(own, commands, "it watches");

            // Every state and every command: sent, sent before, refused, failed, and taken over.
            receipts.send(key).expect(200);
            receipts.send(key).expect(200);
            smtp.refuse(receipts.email());
            receipts.send(refused).expect(409);
            smtp.putOff(receipts.email());
            String failing = Api.newKey();
            receipts.send(failing).expect(503);
            smtp.acceptAgain(receipts.email());
            receipts.send(failing).expect(200);

            List<String> seen = awaitCommand(own, commands, THE_END);
            for (String command : List.of("\"set\"", "\"get\"", "\"eval\"")) {
                assertTrue(seen.stream().anyMatch(line -> line.contains(command)), command + " in " + seen);
            }
            seen.forEach(line -> assertTellsNothing(line, failing));

            Set<String> names = own.keys("*");
            assertEquals(3, names.size());
            names.forEach(name -> assertTellsNothing(name + " " + own.get(name), failing));
        }
    }

    private void assertTellsNothing(String text, String otherKey) {
        String inRedis = text.toLowerCase(Locale.ROOT);
        List<String> secrets = List.of(
                key,
                refused,
                otherKey,
                receipts.email(),
                receipts.email().replace("@example.com", ""),
                "example",
                receipts.order(),
                receipts.order().replace("-", ""),
                receipts.api().merchant.toString(),
                Long.toString(receipts.total()));
        for (String secret : secrets) {
            assertFalse(inRedis.contains(secret.toLowerCase(Locale.ROOT)), () -> secret + " in " + inRedis);
        }
    }

    private static void watch(Jedis monitor, BlockingQueue<String> commands) {
        try {
            monitor.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String command) {
                    commands.add(command);
                }
            });
        } catch (JedisException closed) {
            // the test is over
        }
    }

    /** Sends a mark until it is seen, and answers what was seen before it. */
    private static List<String> awaitCommand(Jedis own, BlockingQueue<String> commands, String mark)
            throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (int looks = 0; looks < 100; looks++) {
            own.echo(mark);
            String command = commands.poll(100, TimeUnit.MILLISECONDS);
            while (command != null && !command.contains(mark)) {
                seen.add(command);
                command = commands.poll();
            }
            if (command != null) {
                return seen;
            }
        }
        throw new AssertionError("MONITOR never showed: " + mark);
    }

    @Test
    void theIdThatAClientGaveItsRequestIsNotThereEitherAndAReplayNamesItAllTheSame() {
        String telling = "receipt-for-" + receipts.order();
        String path = "/v1/orders/" + receipts.order() + "/receipts";
        String body = "{\"email\": \"" + receipts.email() + "\"}";
        receipts.api()
                .postWith(path, body, "Idempotency-Key", key, "X-Request-ID", telling)
                .expect(200);
        try (Jedis jedis = redis.connect()) {
            String entry = jedis.get(jedis.keys("*").iterator().next());
            assertFalse(entry.contains(telling) || entry.contains(receipts.order()), entry);
        }
        Answer replayed = receipts.send(key);
        assertEquals(telling, replayed.header("X-Original-Request-ID"));
    }

    @Test
    void nothingLinksTwoReceiptsOfOneCustomerForOneOrder() {
        receipts.send(key).expect(200);
        receipts.send(Api.newKey()).expect(200);
        try (Jedis jedis = redis.connect()) {
            List<String> names = List.copyOf(jedis.keys("*"));
            assertEquals(2, names.size());
            Set<String> first = words(names.get(0) + " " + jedis.get(names.get(0)));
            Set<String> second = words(names.get(1) + " " + jedis.get(names.get(1)));
            assertNotEquals(first, second);
            first.retainAll(second);
            assertEquals(Set.of("payonce", "receipt", "SUCCESS"), first);
        }
    }

    private static Set<String> words(String entry) {
        return new HashSet<>(List.of(entry.split("[ :]")));
    }
}
