package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.receipt.ScriptedSmtp.Script;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a letter, whatever a mail server says or does not say. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class PostTest {

    private static final int AT_ONCE = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The timeout, and what a busy machine adds. */
    private static final Duration BOUND = Duration.ofSeconds(8);

    private static final Letter LETTER = new Letter("ada@example.com", "Your receipt", "Total: 24.00 EUR\n.\n");

    @Inject
    Vertx vertx;

    @Inject
    TlsConfigurationRegistry tls;

    private ScriptedSmtp server;
    private Post post;

    private record Server(int port, Optional<String> username, Optional<String> password) implements MailConfig {
        @Override
        public boolean inMemory() {
            return false;
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public String from() {
            return "shop@example.com";
        }
    }

    private record Limits(int atOnce, Duration redisTimeout, Duration sendTimeout, Duration processingExpiry)
            implements ReceiptConfig {}

    private void open(Script script) {
        server = new ScriptedSmtp(script);
        post = new Post(
                vertx,
                new Server(server.port(), Optional.of("shop"), Optional.of("secret")),
                new Limits(AT_ONCE, TIMEOUT, TIMEOUT, TIMEOUT),
                tls);
    }

    @AfterEach
    void close() throws Exception {
        post.close();
        server.close();
    }

    /** A server that is polite but for one answer. */
    private void openButFor(String command, String reply) {
        open(line -> line.equals(command) || !command.isEmpty() && line.startsWith(command)
                ? reply
                : ScriptedSmtp.politely(line));
    }

    private CompletableFuture<Delivery> begin(Letter letter) {
        return post.send(letter).subscribeAsCompletionStage();
    }

    private Delivery send() {
        return begin(LETTER).join();
    }

    @Test
    void aLetterGoesOutWhole() {
        open(ScriptedSmtp::politely);
        assertEquals(Delivery.ACCEPTED, send());
        String letter = server.letters().get(0);
        assertTrue(letter.contains("From: shop@example.com"), letter);
        assertTrue(letter.contains("To: ada@example.com"), letter);
        assertTrue(letter.contains("Total: 24.00 EUR"), letter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT | 550 no such user here",
                "RCPT | 553-5.1.3 bad;553 5.1.3 address",
                "RCPT | 550",
                "DATA | 554 5.6.0 not from you",
                ".    | 552 5.2.2 mailbox full"
            })
    void whatTheServerRefusesForGoodIsARefusal(String command, String reply) {
        openButFor(command, reply.replace(";", "\r\n"));
        assertEquals(Delivery.REFUSED, send());
    }

    @Test
    void aServerThatTakesCommandsTogetherRefusesInTheSameWay() {
        open(line -> switch (line.split(" ")[0]) {
            case "EHLO" -> "250-here\r\n250 PIPELINING";
            case "RCPT" -> "550 no such user here";
            default -> ScriptedSmtp.politely(line);
        });
        assertEquals(Delivery.REFUSED, send());
    }

    /** Whether it passes by itself or somebody has to mend it: the address is not what is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "greeting",
            value = {
                "greeting | 554 no service",
                "greeting | 421 too busy",
                "HELO | 550 who are you",
                "AUTH | 535 wrong password",
                "MAIL | 550 5.7.1 sender not allowed",
                "MAIL | 451 later",
                "RCPT | 450 4.2.0 greylisted",
                "RCPT | 421 shutting down",
                "RCPT | hello",
                "RCPT | 55",
                "RCPT | 5500 errors",
                "DATA | 451 later",
                ".    | 452 4.3.1 no space",
                ".    | ???"
            })
    void whatIsNotTheLettersFaultIsNoRefusal(String command, String reply) {
        open(line -> {
            if (line.startsWith("EHLO")) {
                return "HELO".equals(command) ? "500 what?" : "250-here\r\n250 AUTH PLAIN LOGIN";
            }
            if (line.startsWith("AUTH") && !"AUTH".equals(command)) {
                return "235 welcome";
            }
            boolean meant = command == null ? line.equals(ScriptedSmtp.GREETING) : line.startsWith(command);
            return meant ? reply : ScriptedSmtp.politely(line);
        });
        assertThrows(CompletionException.class, this::send);
        assertEquals(
                command != null && command.equals(".") ? 1 : 0, server.letters().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedSmtp.GREETING, "EHLO", "MAIL", "RCPT", "DATA", "."})
    void aServerThatFallsSilentAtAnyMomentIsLeftAfterABoundedTime(String command) throws Exception {
        openButFor(command, null);
        long began = System.nanoTime();
        assertThrows(CompletionException.class, this::send);
        Duration waited = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(waited.compareTo(BOUND) < 0, waited::toString);
        server.awaitLeft(1);
    }

    @Test
    void lettersThatHangKeepNoOtherWaiting() throws Exception {
        open(line -> line.startsWith("RCPT TO:<hang") ? null : ScriptedSmtp.politely(line));
        int rounds = 5; // more than there is room for at once
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<Delivery>> hanging = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                hanging.add(begin(new Letter("hang@example.com", "s", "t")));
            }
            assertEquals(Delivery.ACCEPTED, send());
            hanging.forEach(each -> assertThrows(CompletionException.class, each::join));
        }
        // Those that were sent have left, and so have those that hung, though the server never let go of them.
        server.awaitLeft(rounds * (AT_ONCE + 1));
    }
}
