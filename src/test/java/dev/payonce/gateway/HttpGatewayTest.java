package dev.payonce.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.gateway.GatewayOutcome.Barred;
import dev.payonce.gateway.GatewayOutcome.Executed;
import dev.payonce.gateway.GatewayOutcome.NeverHeardOf;
import dev.payonce.gateway.GatewayOutcome.NotAsked;
import dev.payonce.gateway.GatewayOutcome.NotExecuted;
import dev.payonce.gateway.GatewayOutcome.Refused;
import dev.payonce.gateway.GatewayOutcome.UnderWay;
import dev.payonce.gateway.GatewayOutcome.Unknown;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a gateway that fails in every way a TCP peer can. */
class HttpGatewayTest {
    private static final UUID ACCOUNT = UUID.fromString("00000000-0000-7000-8000-00000000acc7");

    private static final Vertx VERTX = Vertx.vertx();

    /** Far away, where the time is not what is tested: the machine may be busy. */
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private static final Duration HASTY = Duration.ofMillis(600);
    private static final UUID REFERENCE = UUID.fromString("0199c0de-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0199c0de-0000-7000-8000-000000000002");
    private static final String EXECUTED = answer("EXECUTED", "\"id\": \"mv-1\"");

    private RawServer server;
    private HttpGateway gateway;

    @AfterEach
    void close() throws IOException {
        gateway.close();
        if (server != null) {
            server.close();
        }
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aWholeAnswerAboutWhatWasAskedIsBelieved() {
        serve(RawServer.json(200, EXECUTED));

        assertEquals(new Executed("mv-1"), charge());
        assertEquals(new Executed("mv-1"), refund());
        assertEquals(new Executed("mv-1"), inquire());
        assertEquals(new Executed("mv-1"), bar());
        assertTrue(server.requests().get(0).startsWith("POST /simulator/charges "));
        assertTrue(server.requests().get(1).startsWith("POST /simulator/refunds "));
        assertTrue(server.requests().get(2).startsWith("GET /simulator/outcomes/" + REFERENCE + " "));
        assertTrue(server.requests().get(3).startsWith("POST /simulator/outcomes/" + REFERENCE + "/bar "));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(answer("REFUSED", "\"failureCode\": \"card_declined\""), new Refused("card_declined")),
                Arguments.of(answer("UNDER_WAY", "\"id\": null"), new UnderWay()),
                Arguments.of(answer("BARRED", "\"id\": null"), new Barred()),
                Arguments.of(withoutMoney("BARRED"), new Barred()),
                // a gateway may say more than we know
                Arguments.of(answer("EXECUTED", "\"id\": \"a\", \"network\": {\"x\": [1]}"), new Executed("a")));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyStatusHasItsOutcome(String body, GatewayOutcome outcome) {
        serve(RawServer.json(200, body));

        assertEquals(outcome, charge());
        assertEquals(outcome, inquire());
        assertEquals(outcome, bar());
    }

    @Test
    void onlyAnInquiryMayFindThatTheGatewayNeverHeardOfIt() {
        serve(RawServer.json(200, withoutMoney("NEVER_HEARD_OF")));

        assertEquals(new NeverHeardOf(), inquire());
        assertUnknown(charge());
        assertUnknown(refund());
        assertUnknown(bar());
    }

    static Stream<String> lies() {
        return Stream.of(
                EXECUTED.replace(REFERENCE.toString(), OTHER.toString()),
                EXECUTED.replace("1000", "1001"),
                EXECUTED.replace("1000", "\"1000\""),
                EXECUTED.replace("1000", "1000.0"),
                EXECUTED.replace("1000", "null"),
                EXECUTED.replace("EUR", "USD"),
                EXECUTED.replace("EXECUTED", "executed"),
                EXECUTED.replace("EXECUTED", "NOT_EXECUTED"),
                EXECUTED.replace("\"EXECUTED\"", "null"),
                EXECUTED.replace("\"EXECUTED\"", "1"),
                EXECUTED.replace("mv-1", ""),
                EXECUTED.replace("mv-1", "<script>"),
                EXECUTED.replace("mv-1", "x".repeat(65)),
                EXECUTED.replace("{", "{\"status\": \"REFUSED\", "),
                EXECUTED + EXECUTED,
                EXECUTED.substring(0, EXECUTED.length() - 1),
                answer("EXECUTED", "\"id\": null"),
                answer("REFUSED", "\"id\": \"mv-1\""),
                answer("REFUSED", "\"failureCode\": \"Card declined!\""),
                answer("REFUSED", "\"failureCode\": \"" + "x".repeat(65) + "\""),
                answer("BARRED", "\"id\": null").replace("1000", "1001"),
                withoutMoney("EXECUTED"),
                withoutMoney("REFUSED"),
                withoutMoney("UNDER_WAY"),
                "{\"reference\": \"0b3f",
                "<html>it works</html>",
                "[]",
                "null",
                "{}",
                "");
    }

    @ParameterizedTest
    @MethodSource("lies")
    void anythingElseIsUnknown(String body) {
        serve(RawServer.json(200, body));

        assertUnknown(charge());
        assertUnknown(refund());
        assertUnknown(inquire());
        assertUnknown(bar());
        assertEquals(4, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 302, 307, 400, 401, 404, 409, 429, 500, 502, 504})
    void anotherStatusThan200IsUnknownWhateverItsBodySays(int status) {
        serve((socket, out) -> {
            String body = status == 204 ? "" : EXECUTED;
            out.write(new String(RawServer.http(status, body), StandardCharsets.UTF_8)
                    .replaceFirst("\r\n", "\r\nlocation: /elsewhere\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        });

        assertUnknown(charge());
        assertUnknown(inquire());
        assertUnknown(bar());
        assertEquals(3, server.requests().size());
    }

    @Test
    void theGatewaysOwn503IsNotExecutedAndToAQuestionNoAnswer() {
        serve(RawServer.json(503, withoutMoney("NOT_EXECUTED")));

        assertInstanceOf(NotExecuted.class, charge());
        assertInstanceOf(NotExecuted.class, refund());
        assertUnknown(inquire());
        assertUnknown(bar());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "upstream connect error or disconnect/reset before headers"})
    void a503OfSomebodyBetweenUsProvesNothing(String body) {
        serve(RawServer.json(503, body));
        assertUnknown(charge());
    }

    @Test
    void a503AboutAnotherReferenceProvesNothing() {
        serve(RawServer.json(503, withoutMoney("NOT_EXECUTED").replace(REFERENCE.toString(), OTHER.toString())));
        assertUnknown(charge());
    }

    @Test
    void aRefusedConnectionIsNotExecutedAndToAQuestionNoAnswer() throws IOException {
        int nobodyListens;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobodyListens = closed.getLocalPort();
        }
        dial("http://127.0.0.1:" + nobodyListens, PATIENT);

        assertInstanceOf(NotExecuted.class, charge());
        assertInstanceOf(NotExecuted.class, refund());
        assertInstanceOf(NotAsked.class, inquire());
        assertInstanceOf(NotAsked.class, bar());
    }

    @Test
    void aHostThatDoesNotExistIsNotExecuted() {
        dial("http://gateway.invalid", PATIENT);
        assertInstanceOf(NotExecuted.class, charge());
    }

    @Test
    void aConnectionThatIsNeverMadeIsNotExecutedWithinTheTime() throws IOException {
        // A full backlog: the kernel drops further connection requests, and connecting takes for ever.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fillers =
                    IntStream.range(0, 8).mapToObj(i -> new Socket()).toList();
            for (Socket filler : fillers) {
                try {
                    filler.connect(full.getLocalSocketAddress(), 50);
                } catch (SocketTimeoutException backlogIsFull) {
                    break;
                }
            }
            dial("http://127.0.0.1:" + full.getLocalPort(), HASTY);
            assertInstanceOf(NotExecuted.class, timed(this::charge));
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void noAnswerIsUnknownWithinTheTimeAndTheConnectionIsGivenUp() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        serve((socket, out) -> {
            if (socket.getInputStream().read() < 0) {
                hungUp.countDown();
            }
        });
        dial(server.url(), HASTY);

        assertUnknown(timed(this::charge));
        hungUp.await();
        assertEquals(1, server.requests().size());
    }

    @Test
    void anAnswerThatDripsBeyondTheTimeIsUnknown() {
        serve((socket, out) -> {
            for (byte next : RawServer.http(200, EXECUTED)) {
                out.write(next);
                out.flush();
                Thread.sleep(100); // the drip itself; nothing is awaited
            }
        });
        dial(server.url(), HASTY);

        assertUnknown(timed(this::charge));
    }

    @Test
    void aCutInMidBodyIsUnknown() {
        serve((socket, out) -> {
            byte[] whole = RawServer.http(200, EXECUTED);
            out.write(whole, 0, whole.length - 20);
            out.flush();
            socket.close();
        });
        assertUnknown(charge());
    }

    @Test
    void aCutInAnAnswerOfUndeclaredLengthIsUnknown() {
        serve((socket, out) -> {
            out.write(("HTTP/1.1 200 OK\r\n\r\n" + EXECUTED.substring(0, 40)).getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.close();
        });
        assertUnknown(charge());
    }

    @Test
    void aResetIsUnknownAndNothingIsSentAgain() {
        serve((socket, out) -> RawServer.reset(socket));

        assertUnknown(charge());
        assertEquals(1, server.requests().size());
        assertEquals(1, server.connections().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeptConnectionThatBreaksUnderTheNextRequestIsUnknownAndNothingIsSentAgain(boolean byReset) {
        Set<Socket> used = ConcurrentHashMap.newKeySet();
        serve((socket, out) -> {
            if (used.add(socket)) {
                out.write(RawServer.http(200, EXECUTED));
            } else if (byReset) {
                RawServer.reset(socket);
            } else {
                socket.close();
            }
        });

        // Which connection the pool takes is its own affair; soon it is one that was used before.
        int calls = 1;
        GatewayOutcome outcome = charge();
        while (outcome instanceof Executed && calls < 100) {
            outcome = charge();
            calls++;
        }
        assertUnknown(outcome);
        assertEquals(calls, server.requests().size());
        assertEquals(calls - 1, server.connections().size());
    }

    @Test
    void anAnswerThatIsNotHttpIsUnknown() {
        serve((socket, out) -> {
            out.write("220 smtp.example ESMTP\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.close();
        });
        assertUnknown(charge());
    }

    @Test
    void anEndlessAnswerIsUnknownAsSoonAsItIsTooLong() {
        // Were it gathered first, the time would run out, and that would be the reason given.
        serve((socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] chunk = ("400\r\n" + " ".repeat(1024) + "\r\n").getBytes(StandardCharsets.UTF_8);
            while (true) {
                out.write(chunk);
            }
        });
        assertEquals(new Unknown("answer longer than 16384 bytes"), charge());
    }

    @Test
    void whatWentWrongNeverTellsThePaymentMethod() {
        serve(RawServer.json(200, EXECUTED.replace("{", "{\"id\": {\"paymentMethod\": \"pm_secret\"}, ")));
        Unknown unknown = assertInstanceOf(Unknown.class, charge());
        assertFalse(unknown.why().contains("pm_secret"), unknown::why);
    }

    @Test
    void manyCallsRunAtOnceEachOnItsOwnConnection() {
        CountDownLatch all = new CountDownLatch(40);
        serve((socket, out) -> {
            all.countDown();
            all.await();
            out.write(RawServer.http(200, EXECUTED));
        });
        List<Uni<GatewayOutcome>> calls = IntStream.range(0, 40)
                .mapToObj(i -> gateway.charge(REFERENCE, ACCOUNT, 1000, "EUR", "pm_secret"))
                .toList();

        List<GatewayOutcome> outcomes =
                Uni.join().all(calls).andFailFast().await().indefinitely();
        assertTrue(outcomes.stream().allMatch(Executed.class::isInstance), outcomes::toString);
    }

    private void serve(RawServer.Script script) {
        server = new RawServer(script);
        dial(server.url(), PATIENT);
    }

    private void dial(String url, Duration timeout) {
        if (gateway != null) {
            gateway.close();
        }
        gateway = new HttpGateway(VERTX, timeout, new SimpleMeterRegistry(), () -> Optional.of(url + "/simulator"));
    }

    private GatewayOutcome charge() {
        return gateway.charge(REFERENCE, ACCOUNT, 1000, "EUR", "pm_secret")
                .await()
                .indefinitely();
    }

    private GatewayOutcome refund() {
        return gateway.refund(REFERENCE, OTHER, 1000, "EUR").await().indefinitely();
    }

    private GatewayOutcome inquire() {
        return gateway.inquire(REFERENCE, 1000, "EUR").await().indefinitely();
    }

    private GatewayOutcome bar() {
        return gateway.bar(REFERENCE, 1000, "EUR").await().indefinitely();
    }

    private static GatewayOutcome timed(Supplier<GatewayOutcome> call) {
        long started = System.nanoTime();
        GatewayOutcome outcome = call.get();
        long took = Duration.ofNanos(System.nanoTime() - started).toMillis();
        assertTrue(took >= 600 && took < 5000, () -> "took " + took + " ms");
        return outcome;
    }

    private static void assertUnknown(GatewayOutcome outcome) {
        assertInstanceOf(Unknown.class, outcome);
    }

    private static String answer(String status, String more) {
        return """
                {"reference": "%s", "status": "%s", "amount": 1000, "currency": "EUR", %s}""".formatted(REFERENCE, status, more);
    }

    private static String withoutMoney(String status) {
        return """
                {"reference": "%s", "status": "%s"}""".formatted(REFERENCE, status);
    }
}
