package dev.payonce.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.event.Event;
import dev.payonce.receipt.LogCapture;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Where an attempt connects to, by a resolver that changes its mind. */
class WebhookClientTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BRIEFLY = Duration.ofSeconds(1);
    private static final Vertx VERTX = Vertx.vertx();

    private final Queue<List<InetAddress>> resolutions = new ArrayDeque<>();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private record Settings(boolean privateAddresses, Duration timeout) implements WebhookConfig {

        @Override
        public Duration every() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int rate() {
            return 1;
        }

        @Override
        public Duration noteWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration firstPause() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofSeconds(1);
        }
    }

    private WebhookClient client(boolean privateAddresses) {
        return client(privateAddresses, SOON);
    }

    private WebhookClient client(boolean privateAddresses, Duration timeout) {
        WebhookConfig config = new Settings(privateAddresses, timeout);
        NameResolver resolver = host -> Uni.createFrom().item(resolutions.remove());
        return new WebhookClient(VERTX, resolver, new AddressPolicy(config), InstantSource.system(), config);
    }

    private static Taken at(String url) {
        var event = new Event(
                UUID.randomUUID(), "order.created", Instant.EPOCH, "/v1/operations/1", "1", "/v1/orders/1", "{}");
        return new Taken(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "shop",
                1,
                1,
                url,
                List.of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
                event,
                Duration.ZERO);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private static Attempt send(WebhookClient client, String url) {
        return client.send(at(url), "{}").await().atMost(SOON);
    }

    @Test
    void aNameThatResolvesToAPrivateAddressTheNextTimeIsNotConnectedTo() throws Exception {
        try (var inside = new Receiver(new byte[0])) {
            WebhookClient client = client(false);
            String url = "http://rebound.example:" + inside.port() + "/";
            resolutions.add(List.of(address("1.1.1.1")));
            resolutions.add(List.of(address("127.0.0.1")));
            assertEquals(
                    List.of(address("1.1.1.1")),
                    client.lookUp(TargetUrl.parse(url), SOON).await().atMost(SOON));
            assertEquals(new Attempt.NotSent("the host's address is not public"), send(client, url));
            assertTrue(inside.hasGotNothing());
        }
    }

    @Test
    void aNameOneOfWhoseAddressesIsPrivateIsNotConnectedTo() throws Exception {
        WebhookClient client = client(false);
        resolutions.add(List.of(address("1.1.1.1"), address("10.0.0.1")));
        assertEquals(new Attempt.NotSent("the host's address is not public"), send(client, "http://both.example/"));
    }

    @Test
    void theConnectionGoesToTheAddressThatWasCheckedAndTheHostStaysTheName() throws Exception {
        try (var receiver = new Receiver(new byte[0])) {
            resolutions.add(List.of(address("127.0.0.1"))); // once: whoever looks it up again finds nothing
            String url = "http://shop.example:" + receiver.port() + "/hook";
            assertEquals(new Attempt.Answered(200), send(client(true), url));
            assertEquals("shop.example:" + receiver.port(), receiver.next().header("Host"));
        }
    }

    @Test
    void whatIsSurelyNotSentIsToldFromWhatMayHaveArrived() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        resolutions.add(List.of(address("127.0.0.1")));
        assertInstanceOf(Attempt.NotSent.class, send(client(true), "http://shop.example:" + closed + "/"));
        try (var silent = new ServerSocket(0, 50, address("127.0.0.1"))) {
            resolutions.add(List.of(address("127.0.0.1")));
            assertEquals(
                    new Attempt.Unanswered("no answer in time"),
                    send(client(true, BRIEFLY), "http://shop.example:" + silent.getLocalPort() + "/"));
        }
    }

    @Test
    void theRestOfAnAnswerIsNotWaitedForAndThatIsNoError() throws Exception {
        try (var log = new LogCapture();
                var slow = new ServerSocket(0, 50, address("127.0.0.1"))) {
            CompletableFuture<Integer> hungUp = CompletableFuture.supplyAsync(() -> answerHalf(slow));
            resolutions.add(List.of(address("127.0.0.1")));
            String url = "http://shop.example:" + slow.getLocalPort() + "/";
            assertEquals(new Attempt.Answered(200), send(client(true), url));
            assertEquals(-1, hungUp.get(SOON.toSeconds(), TimeUnit.SECONDS));
            assertFalse(log.text().contains("reset"), log::text);
        }
    }

    /** The first byte of a long answer, and then what comes when the request was read: the client's end. */
    private static int answerHalf(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            byte[] request = new byte[8192];
            int read = in.read(request);
            while (!new String(request, 0, read, StandardCharsets.US_ASCII).endsWith("{}")) {
                read += in.read(request, read, request.length - read);
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aNameServerThatHangsEndsTheAttemptInTime() {
        WebhookConfig config = new Settings(false, BRIEFLY);
        var client = new WebhookClient(
                VERTX, host -> Uni.createFrom().nothing(), new AddressPolicy(config), InstantSource.system(), config);
        assertEquals(new Attempt.NotSent("the host has no address"), send(client, "http://hanging.example/"));
    }
}
