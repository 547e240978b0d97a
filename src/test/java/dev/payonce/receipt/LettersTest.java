package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.receipt.SmtpServer.Held;
import dev.payonce.receipt.SmtpServer.Letter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** Receipts as a real mail server sees them. */
@QuarkusTest
@TestProfile(LightPath.class)
class LettersTest {

    private static final int MANY = 50;

    /** More than a pool of connections usually has. */
    private static final int HANGING = 12;

    SmtpServer smtp;
    OwnRedis redis;

    private Receipts receipts;
    private final String key = Api.newKey();

    @BeforeEach
    void aPaidOrder() {
        receipts = Receipts.ofAPaidOrder();
        redis.empty();
    }

    private List<Letter> letters() {
        return smtp.lettersTo(receipts.email());
    }

    /** The states that Redis holds; it holds nothing but this test's. */
    private List<String> states() {
        try (Jedis jedis = redis.connect()) {
            return jedis.keys("*").stream()
                    .map(name -> jedis.get(name).split(" ")[0])
                    .sorted()
                    .toList();
        }
    }

    private void assertPutOff(Answer answer) {
        assertEquals("service-unavailable", answer.expect(503).problem());
        assertEquals("same-key", answer.text("retry"));
        assertEquals("1", answer.header("Retry-After"));
    }

    @Test
    void theLetterReachesItsAddresseeAndSaysWhatWasBought() {
        assertEquals("SENT", receipts.send(key).expect(200).text("status"));

        assertEquals(1, letters().size());
        String letter = letters().get(0).text();
        assertTrue(letter.contains("To: " + receipts.email()), letter);
        assertTrue(letter.contains("Subject: Your receipt"), letter);
        assertTrue(letter.contains(receipts.order()), letter);
        assertTrue(letter.contains("4711081.51 EUR"), letter);
        assertEquals(List.of("SUCCESS"), states());
    }

    @ParameterizedTest
    @CsvSource({"JPY, 471108151 JPY", "KWD, 471108.151 KWD"})
    void theTotalHasTheDecimalPlacesOfItsCurrency(String currency, String shown) {
        receipts = receipts.in(currency);
        receipts.send(key).expect(200);
        String letter = letters().get(0).text();
        assertTrue(letter.contains(shown), letter);
    }

    @Test
    void aDomainOutsideAsciiIsSentInTheFormInWhichItIsCompared() {
        String name = receipts.email().replace("@example.com", "");
        Receipts unicode = receipts.to(name + "@B\u00fccher.example");
        Receipts ascii = receipts.to(name + "@xn--bcher-kva.example");

        assertEquals("SENT", unicode.send(key).expect(200).text("status"));
        assertEquals("ALREADY_SENT", ascii.send(key).expect(200).text("status"));
        assertEquals(1, smtp.lettersTo(ascii.email()).size());
    }

    @Test
    void ofFiftySimultaneousRequestsOneSendsALetter() {
        assertOneOfManySends();
    }

    @Test
    void ofFiftySimultaneousRetriesOfAFailedSendingOneSendsALetter() {
        smtp.putOff(receipts.email());
        receipts.send(key).expect(503);
        smtp.acceptAgain(receipts.email());

        assertOneOfManySends();
    }

    private void assertOneOfManySends() {
        List<Answer> answers = receipts.api().storm(MANY, () -> receipts.begin(key));

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.text("status").equals("SENT"))
                        .count(),
                answers::toString);
        for (Answer answer : answers) {
            assertTrue(answer.status() == 200 || answer.problem().equals("operation-in-progress"), answer::toString);
        }
        assertEquals(1, letters().size());
        assertEquals("ALREADY_SENT", receipts.send(key).expect(200).text("status"));
    }

    @Test
    void aLetterThatTheMailServerPutsOffMayBeTriedAgainAtOnce() {
        smtp.putOff(receipts.email());
        assertPutOff(receipts.send(key));
        assertEquals(List.of("FAILED"), states());
        assertPutOff(receipts.send(key));

        smtp.acceptAgain(receipts.email());
        assertEquals("SENT", receipts.send(key).expect(200).text("status"));
        assertEquals(List.of("SUCCESS"), states());
        assertEquals(1, letters().size());
    }

    @Test
    void aLetterThatTheMailServerRefusesForGoodIsAnsweredSoForAsLongAsTheKeyIsRemembered() {
        smtp.refuse(receipts.email());
        Answer refused = receipts.send(key);
        assertEquals("receipt-refused", refused.expect(409).problem());
        assertEquals("new-key", refused.text("retry"));
        assertEquals("/v1/orders/" + receipts.order(), refused.text("resource"));
        assertFalse(refused.replayed());
        assertEquals(List.of("REFUSED"), states());

        smtp.acceptAgain(receipts.email());
        Answer again = receipts.send(key);
        assertEquals(refused.json(), again.expect(409).json());
        assertTrue(again.replayed());
        assertEquals(refused.header("X-Request-ID"), again.header("X-Original-Request-ID"));
        assertEquals(
                "idempotency-key-reused",
                receipts.to("eve@example.com").send(key).expect(422).problem());
        assertEquals(0, letters().size());

        assertEquals("SENT", receipts.send(Api.newKey()).expect(200).text("status"));
    }

    @Test
    void aMailServerThatHangsWithManyLettersKeepsNoOtherWaiting() {
        List<Held> hanging = new ArrayList<>();
        List<CompletableFuture<Answer>> told = new ArrayList<>();
        try {
            for (int letters = 0; letters < HANGING; letters++) {
                Held held = smtp.holdNext();
                hanging.add(held);
                told.add(receipts.begin(Api.newKey()));
                held.awaitArrival();
            }
            assertEquals("SENT", receipts.send(key).expect(200).text("status"));
            told.forEach(each -> assertPutOff(Api.join(each)));
        } finally {
            hanging.forEach(Held::release);
        }
    }

    @Test
    void aMailServerThatHangsIsWaitedForABoundedTimeAndDelaysNothingElse() {
        Held held = smtp.holdNext();
        long began = System.nanoTime();
        CompletableFuture<Answer> hanging = receipts.begin(key);
        held.awaitArrival();
        try {
            assertEquals("operation-in-progress", receipts.send(key).expect(409).problem());
            Receipts others = Receipts.ofAPaidOrder();
            assertEquals("SENT", others.send(Api.newKey()).expect(200).text("status"));

            assertPutOff(Api.join(hanging));
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            // The 4 s of this profile, and what a busy machine adds.
            assertTrue(waited.compareTo(Duration.ofSeconds(12)) < 0, waited::toString);
            assertEquals(List.of("FAILED", "SUCCESS"), states());
        } finally {
            held.release();
        }
    }

    @Test
    void noAddressIsLoggedWhateverBecomesOfTheLetter() {
        String malformed = "not.an.address." + Api.newKey();
        try (var log = new LogCapture()) {
            receipts.send(key).expect(200);
            receipts.send(key).expect(200);
            new Receipts(receipts.api(), receipts.order(), malformed, 1)
                    .send(Api.newKey())
                    .expect(400);
            smtp.refuse(receipts.email());
            receipts.send(Api.newKey()).expect(409);
            smtp.putOff(receipts.email());
            receipts.send(Api.newKey()).expect(503);

            String logged = log.text();
            assertTrue(logged.contains("receipt.send"), "the failure is logged: " + logged);
            assertFalse(logged.contains(receipts.email().replace("@example.com", "")), logged);
            assertFalse(logged.contains(malformed), logged);
        }
    }
}
