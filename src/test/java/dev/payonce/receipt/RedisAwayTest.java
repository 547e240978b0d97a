package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Without Redis there are no receipts, which is said quickly; and nothing else is different. */
@QuarkusTest
@TestProfile(LightPath.class)
class RedisAwayTest {

    private static final int MANY = 20;

    /** As the profile has it. */
    private static final int AT_ONCE = 50;

    SmtpServer smtp;
    OwnRedis redis;

    private Receipts receipts;

    @BeforeEach
    void aPaidOrder() {
        receipts = Receipts.ofAPaidOrder();
    }

    /** As the next test expects it. */
    @AfterEach
    void redisIsBack() {
        redis.kill();
        redis.start();
        Receipts.awaitPossible();
    }

    @Test
    void whenNothingListens() {
        redis.kill();
        assertReceiptsAloneAreAway();
    }

    @Test
    void whenItsProcessHangsAndTheSameKeysRunOnceItGoesOn() {
        Receipts.awaitPossible(); // there are open connections to it
        redis.freeze();
        List<String> keys;
        try {
            keys = assertReceiptsAloneAreAway();
        } finally {
            redis.thaw();
        }
        assertEquals(0, smtp.lettersTo(receipts.email()).size());
        for (String key : keys) {
            assertEquals("SENT", receipts.send(key).expect(200).text("status"));
        }
        assertEquals(MANY, smtp.lettersTo(receipts.email()).size());
    }

    @Test
    void noMoreReceiptsWaitForARedisThatHangsThanMayBeUnderWayAtOnce() {
        redis.freeze();
        try {
            List<Answer> answers = receipts.api().storm(3 * AT_ONCE, () -> receipts.begin(Api.newKey()));
            List<String> reasons = answers.stream()
                    .map(answer -> answer.expect(503).text("detail"))
                    .toList();
            long turnedAway = reasons.stream()
                    .filter(reason -> reason.startsWith("Too many"))
                    .count();
            assertTrue(turnedAway > 0 && turnedAway <= 2 * AT_ONCE, reasons::toString);
        } finally {
            redis.thaw();
        }
    }

    @Test
    void aClaimThatItGrantsWhenNobodyWaitsAnyMoreIsGivenBack() {
        String key = Api.newKey();
        try (Jedis jedis = redis.connect()) {
            jedis.flushAll();
            // It reads on: what hangs is the claim, after nothing was found under the key.
            jedis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "60000", "WRITE");
            receipts.send(key).expect(503);
            assertEquals(0, jedis.keys("*").size());
            jedis.sendCommand(Protocol.Command.CLIENT, "UNPAUSE");

            // Else it would be in progress until it expires, which is longer than this waits.
            Answer answer =
                    Api.await(() -> receipts.send(key), each -> !each.problem().equals("operation-in-progress"));
            assertEquals("SENT", answer.expect(200).text("status"));
        }
        assertEquals(1, smtp.lettersTo(receipts.email()).size());
    }

    @Test
    void whenItAcceptsConnectionsAndNeverAnswersNotEvenWithAnEndOfThem() throws IOException {
        redis.kill();
        List<Socket> accepted = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket()) {
            silent.setReuseAddress(true);
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()));
            var acceptor = new Thread(() -> acceptAll(silent, accepted));
            acceptor.start();
            assertReceiptsAloneAreAway();
        }
        // The connections stay open, and Redis comes back beside them.
        redis.start();
        Receipts.awaitPossible();
        synchronized (accepted) {
            assertFalse(accepted.isEmpty());
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    private static void acceptAll(ServerSocket silent, List<Socket> accepted) {
        while (!silent.isClosed()) {
            try {
                Socket socket = silent.accept();
                synchronized (accepted) {
                    accepted.add(socket);
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Answers the keys under which receipts were put off, all at once, while everything else went on. */
    private List<String> assertReceiptsAloneAreAway() {
        List<String> keys = Stream.generate(Api::newKey).limit(MANY).toList();
        long began = System.nanoTime();
        List<CompletableFuture<Answer>> running =
                keys.stream().map(receipts::begin).toList();

        Api api = receipts.api();
        String order = api.order(100);
        String payment = api.pay(order, Api.newKey(), 100, "pm_ok").expect(201).id();
        api.refund(payment, Api.newKey(), Api.FULL).expect(201);
        assertEquals("REFUNDED", api.orderStatus(order));
        api.transfer(Api.newKey(), Api.transferOf(1)).expect(201);
        api.get("/q/health/ready").expect(200);

        for (CompletableFuture<Answer> put : running) {
            Answer off = Api.join(put).expect(503);
            assertEquals("service-unavailable", off.problem());
            assertEquals("same-key", off.text("retry"));
            assertEquals("1", off.header("Retry-After"));
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - began);
        // The 3 s of this profile, and what a busy machine adds.
        assertTrue(waited.compareTo(Duration.ofSeconds(12)) < 0, waited::toString);
        return keys;
    }
}
