package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.payonce.client.PayonceException.Code;
import dev.payonce.client.PayonceException.Effect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Java client promises, against a server that executes a key once and does to the answers what a test says. */
class PayonceClientTest {
    private static final String USER = "alice@example.org";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ScriptedServer server = new ScriptedServer();
    private final List<Duration> slept = new ArrayList<>();
    private final List<Attempt> history = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wall = new AtomicLong(1763870400000L);
    private IntentStore store = new MemoryIntentStore();
    private Settings settings;

    @BeforeEach
    void start() throws IOException {
        settings = Settings.standard(server.start(), "sk_dev_acme");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void anIntentIsStoredBeforeItIsSentAndAnswered() {
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        assertTrue(store.read(intent.id()).orElseThrow().contains(intent.key()));
        Answer answer = client.send(intent);
        assertEquals(201, answer.status());
        assertFalse(answer.replayed());
        assertEquals("pay_1", answer.body().get("id").asText());
        assertEquals(List.of(intent.key()), server.keys());
        assertFalse(store.read(intent.id()).orElseThrow().contains("alice"));
    }

    @Test
    void lostAnswersTimeoutsFaultsAndPendingAreSentAgainUnderTheSameKey() {
        settings = settings.withBounds(20, Duration.ofMinutes(2), Duration.ofMillis(300));
        server.script(
                server.lost(),
                server.silent(),
                server.answer(500, "<html>"),
                server.answer(200, "<html>"),
                server.answer(404, "<html>"),
                server.answer(302, ""),
                server.problem(503, "gateway-unavailable", "same-key"),
                server.problem(409, "operation-in-progress", "same-key"),
                server.answer(202, "{\"status\":\"PENDING\"}"),
                server.problem(429, "too-many-requests", "same-key"));
        Answer answer = pay(client());
        assertEquals(11, answer.attempts());
        assertTrue(answer.replayed());
        assertEquals(Set.of(answer.key()), server.effects());
        assertEquals(Set.of(answer.key()), Set.copyOf(server.keys()));
        assertEquals(11, history.size());
        assertEquals(
                List.of(0, 0, 500),
                history.stream().map(Attempt::status).toList().subList(0, 3));
    }

    @Test
    void retryAfterIsHonouredAndTheBackoffDoubles() {
        server.script(
                server.lost(),
                server.lost(),
                server.lost(),
                server.answer(202, "{\"status\":\"PENDING\"}", "Retry-After", "2"));
        pay(client());
        assertEquals(
                List.of(125L, 250L, 500L, 3000L),
                slept.stream().map(Duration::toMillis).toList());
    }

    @Test
    void aCrashGoesOnWithTheSameKey(@TempDir Path directory) {
        store = new FileIntentStore(directory);
        settings = settings.withBounds(1, Duration.ofMinutes(2), Duration.ofSeconds(5));
        server.script(server.lost());
        Intent intent = client().intent(USER, Action.PAYMENT_CREATE, payment(1000));
        PayonceException gaveUp = assertThrows(PayonceException.class, () -> client().send(intent));
        assertEquals(Code.GAVE_UP, gaveUp.code());
        assertEquals(Effect.UNKNOWN, gaveUp.effect());

        store = new FileIntentStore(directory);
        Intent again = client().intent(USER, Action.PAYMENT_CREATE, payment(1e3));
        assertEquals(intent.key(), again.key());
        assertTrue(again.resumed());
        assertTrue(client().send(again).replayed());
        assertEquals(1, server.effects().size());
    }

    @Test
    void manyThreadsWithOneIntentHaveOneKey(@TempDir Path directory) throws Exception {
        store = new FileIntentStore(directory);
        PayonceClient client = client();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<String>> keys = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            keys.add(threads.submit(() ->
                    client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key()));
        }
        threads.shutdown();
        Set<String> different = new HashSet<>();
        for (Future<String> key : keys) {
            different.add(key.get(30, TimeUnit.SECONDS));
        }
        assertEquals(1, different.size());
    }

    @Test
    void theSameThingAgainIsANewIntentOnlyOnceTheGuardIsOverOrWhenItIsSaid() {
        PayonceClient client = client();
        String first = pay(client).key();
        assertEquals(
                first, client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
        String second = client.again(USER, Action.PAYMENT_CREATE, payment(1000)).key();
        assertNotEquals(first, second);
        assertEquals(
                second, client.again(USER, Action.PAYMENT_CREATE, payment(1000)).key(), "it is undecided");
        assertEquals(second, pay(client).key());
        wall.addAndGet(3000);
        assertNotEquals(
                second,
                client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
    }

    @Test
    void aDefinitiveFailureLeadsToANewKey() {
        server.script(server.problem(402, "payment-declined", "new-key"));
        PayonceClient client = client();
        PayonceException failed = assertThrows(PayonceException.class, () -> pay(client));
        assertEquals(Code.FAILED, failed.code());
        assertEquals(Effect.NONE, failed.effect());
        assertEquals(201, pay(client).status());
        assertEquals(2, Set.copyOf(server.keys()).size());
    }

    @Test
    void aMismatchSaysWhichFieldsDifferAndIsNotSentAgain() {
        server.script(server.answer(
                422, "{\"type\":\"/problems/idempotency-key-reused\",\"differingFields\":[\"amount\",\"currency\"]}"));
        PayonceException mismatch = assertThrows(PayonceException.class, () -> pay(client()));
        assertEquals(Code.MISMATCH, mismatch.code());
        assertEquals(List.of("amount", "currency"), mismatch.differingFields());
        assertEquals(1, server.keys().size());
    }

    @Test
    void anExpiredKeyIsKeptUntilItIsForgotten() {
        server.script(server.problem(410, "idempotency-key-expired", "never"));
        PayonceClient client = client();
        PayonceException expired = assertThrows(PayonceException.class, () -> pay(client));
        assertEquals(Code.EXPIRED, expired.code());
        assertEquals(Effect.UNKNOWN, expired.effect());
        String key = server.keys().get(0);
        assertEquals(
                key, client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
        client.forget(expired.intentId().orElseThrow());
        assertNotEquals(
                key, client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
    }

    @Test
    void aRefusalAfterALostAnswerKeepsTheKeyAndSaysThatTheOutcomeIsUnknown() {
        server.script(server.lost(), server.problem(401, "unauthorized", "never"));
        PayonceClient client = client();
        PayonceException refused = assertThrows(PayonceException.class, () -> pay(client));
        assertEquals(Code.REFUSED, refused.code());
        assertEquals(Effect.UNKNOWN, refused.effect());
        assertTrue(pay(client).replayed());
        assertEquals(1, server.effects().size());
    }

    @Test
    void whatIsGivenUpNeverHappensAndTheNextEqualIntentHasANewKey() {
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        server.script(
                server.lost(),
                server.problem(409, "operation-in-progress", "same-key"),
                server.answer(200, "{\"id\":\"op_1\",\"status\":\"ABANDONED\"}"));
        Abandonment abandoned = client.abandon(intent);
        assertFalse(abandoned.executed());
        assertEquals("ABANDONED", abandoned.body().path("status").asText());
        assertEquals(List.of(intent.key(), intent.key(), intent.key()), server.keys());
        assertEquals(List.of(), history, "it is no try of the operation");
        assertNotEquals(
                intent.key(),
                client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
    }

    @Test
    void whatHasHappenedIsSaidAndTheKeyStaysForItsAnswer() {
        settings = settings.withBounds(1, Duration.ofMinutes(2), Duration.ofSeconds(5));
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        server.script(server.lost(), server.problem(409, "already-executed", "never"));
        PayonceException lost = assertThrows(PayonceException.class, () -> client.send(intent));
        assertEquals(Code.GAVE_UP, lost.code());
        assertTrue(client.abandon(intent).executed());
        assertEquals(
                intent.key(),
                client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
        assertTrue(client.send(intent).replayed());
        assertEquals(1, server.effects().size());
    }

    @Test
    void whereNobodyCanSayWhetherItHappenedTheKeyIsKept() {
        settings = settings.withBounds(2, Duration.ofMinutes(2), Duration.ofSeconds(5));
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        server.script(server.problem(503, "service-unavailable", "same-key"), server.lost());
        PayonceException gaveUp = assertThrows(PayonceException.class, () -> client.abandon(intent));
        assertEquals(Code.GAVE_UP, gaveUp.code());
        server.script(server.problem(404, "not-found", "never"));
        PayonceException unheardOf = assertThrows(PayonceException.class, () -> client.abandon(intent));
        assertEquals(Code.REFUSED, unheardOf.code());
        assertEquals(
                intent.key(),
                client.intent(USER, Action.PAYMENT_CREATE, payment(1000)).key());
    }

    @Test
    void theBoundOnTimeHoldsAndALongerRetryAfterIsNotWaitedFor() {
        server.script(server.answer(503, "", "Retry-After", "3600"));
        PayonceException gaveUp = assertThrows(PayonceException.class, () -> pay(client()));
        assertEquals(Code.GAVE_UP, gaveUp.code());
        assertEquals(1, server.keys().size());
        assertEquals(List.of(), slept);
    }

    @Test
    void aStoredKeyThatCannotBeReadIsNotGuessed() {
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        String text = store.read(intent.id()).orElseThrow();
        assertTrue(store.replace(intent.id(), Optional.of(text), text.replace("po1-0", "po1-1")));
        PayonceException corrupt = assertThrows(PayonceException.class, () -> pay(client));
        assertEquals(Code.CORRUPT, corrupt.code());
        assertEquals(List.of(), server.keys());
        client.forget(corrupt.intentId().orElseThrow());
        assertEquals(201, pay(client).status());
    }

    @Test
    void aStoreThatFailsStopsTheSendingBeforeItBegins(@TempDir Path directory) throws IOException {
        Path gone = directory.resolve("gone");
        store = new FileIntentStore(gone);
        Files.delete(gone);
        assertThrows(UncheckedIOException.class, () -> pay(client()));
        assertEquals(List.of(), server.keys());
    }

    @Test
    void aStoreThatFailsAfterTheAnswerLosesNoAnswerAndAnEqualIntentGetsItAgain(@TempDir Path directory)
            throws IOException {
        Path files = directory.resolve("files");
        Path hidden = directory.resolve("hidden");
        store = new FileIntentStore(files);
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        server.script((exchange, key) -> {
            Files.move(files, hidden);
            Files.createFile(files); // no directory any more: reading and writing fail
            server.execute(key).on(exchange, key);
        });
        assertEquals(201, client.send(intent).status());

        Files.delete(files);
        Files.move(hidden, files);
        assertTrue(pay(client()).replayed());
        assertEquals(1, server.effects().size());
    }

    @Test
    void aClockThatJumpsChangesNeitherKeyNorBounds() {
        PayonceClient client = client();
        Intent intent = client.intent(USER, Action.PAYMENT_CREATE, payment(1000));
        server.script(server.lost(), server.lost());
        wall.addAndGet(-Duration.ofDays(10_000).toMillis());
        assertEquals(3, client.send(intent).attempts());
        assertEquals(Set.of(intent.key()), Set.copyOf(server.keys()));
    }

    @Test
    void anIntentOlderThanTheServersMemoryIsNotSent() {
        client().intent(USER, Action.PAYMENT_CREATE, payment(1000));
        wall.addAndGet(Duration.ofDays(81).toMillis());
        PayonceException stale = assertThrows(PayonceException.class, () -> pay(client()));
        assertEquals(Code.STALE, stale.code());
        assertEquals(List.of(), server.keys());
    }

    @Test
    void anInterruptionKeepsTheKey() {
        server.script(server.lost());
        PayonceClient client = client(duration -> {
            throw new InterruptedException();
        });
        PayonceException aborted = assertThrows(PayonceException.class, () -> pay(client));
        assertTrue(Thread.interrupted(), "the thread still knows");
        assertEquals(Code.ABORTED, aborted.code());
        assertEquals(Effect.UNKNOWN, aborted.effect());
        assertTrue(pay(client()).replayed());
    }

    private Answer pay(PayonceClient client) {
        return client.send(client.intent(USER, Action.PAYMENT_CREATE, payment(1000)));
    }

    private PayonceClient client() {
        return client(duration -> {
            slept.add(duration);
            nanos.addAndGet(duration.toNanos());
            wall.addAndGet(duration.toMillis());
        });
    }

    private PayonceClient client(Surroundings.Sleeper sleeper) {
        AttemptObserver recorder = new AttemptObserver() {
            @Override
            public void returned(Attempt attempt) {
                history.add(attempt);
            }
        };
        Surroundings surroundings = new Surroundings(
                () -> Instant.ofEpochMilli(wall.get()),
                nanos::get,
                () -> 0.5,
                Surroundings.real().keyRandom(),
                sleeper);
        return new PayonceClient(HTTP, settings, store, recorder, surroundings);
    }

    private static JsonNode payment(Number amount) {
        return Json.MAPPER.valueToTree(Map.of(
                "order",
                "0199a0b1-7c00-7000-8000-000000000001",
                "amount",
                amount,
                "currency",
                "EUR",
                "paymentMethod",
                "pm_ok"));
    }
}
