package dev.payonce.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.Api.Answer;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.idempotency.Intent;
import dev.payonce.receipt.SendingGuard.Entry;
import dev.payonce.receipt.SendingGuard.State;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReceiptTest {

    @Inject
    Post post;

    @Inject
    SendingGuard guard;

    /** A stand-in for a client that does what none should. */
    private final class ThrowingPost extends Post {
        ThrowingPost() {
            super(vertx, config, limits, tls);
        }

        @Override
        Uni<Delivery> send(Letter letter) {
            throw new IllegalArgumentException("thrown, not failed");
        }
    }

    @Inject
    Vertx vertx;

    @Inject
    MailConfig config;

    @Inject
    ReceiptConfig limits;

    @Inject
    TlsConfigurationRegistry tls;

    private Api api;
    private String order;
    private final String key = Api.newKey();
    private final String email = "bob." + UUID.randomUUID() + "@example.com";

    @BeforeEach
    void aPaidOrder() {
        api = Api.newMerchant();
        order = api.order(4711);
        api.pay(order, Api.newKey(), 4711, "pm_ok").expect(201);
    }

    private Answer send(String to) {
        return api.post("/v1/orders/" + order + "/receipts", key, "{\"email\": \"" + to + "\"}");
    }

    private long letters() {
        return post.kept().filter(letter -> letter.to().equals(email)).count();
    }

    private Intent intent(UUID operation) {
        return new Intent(
                api.merchant,
                key,
                operation,
                ReceiptOperations.SEND.fingerprint(new ReceiptRequest(email, null, null, null), UUID.fromString(order)),
                "req-of-another-sender",
                0);
    }

    private Entry entry(Intent intent) {
        return SendingGuard.entry(intent, UUID.fromString(order), email);
    }

    @Test
    void aReceiptIsSentOnceAndSaysSoEverAfter() {
        Answer first = send(email);
        assertEquals("SENT", first.expect(200).text("status"));
        assertNull(first.header("Idempotent-Replayed"));

        Answer again = send(email.replace("example.com", "EXAMPLE.com"));
        assertEquals("ALREADY_SENT", again.expect(200).text("status"));
        assertTrue(again.replayed());
        assertEquals(first.header("X-Request-ID"), again.header("X-Original-Request-ID"));
        assertEquals(1, letters());
    }

    @Test
    void anotherAddressOrOrderUnderTheKeyIsAMismatchWhateverThatOrderIs() {
        send(email).expect(200);
        assertEquals(
                "[\"email\"]",
                send("eve@example.com")
                        .expect(422)
                        .json()
                        .path("differingFields")
                        .toString());

        String paid = api.order(100);
        api.pay(paid, Api.newKey(), 100, "pm_ok").expect(201);
        String unpaid = api.order(100);
        String unknown = UUID.randomUUID().toString();
        for (String other : List.of(paid, unpaid, unknown)) {
            order = other;
            assertEquals(
                    "[\"order\"]",
                    send(email).expect(422).json().path("differingFields").toString());
        }
        assertEquals(1, letters());
    }

    @Test
    void aKeyThatPaidIsNotFreeForALetter() {
        String other = api.order(100);
        api.pay(other, key, 100, "pm_ok").expect(201);
        assertEquals(
                "[\"operation\"]",
                send(email).expect(422).json().path("differingFields").toString());
    }

    @Test
    void whileAnotherSenderIsAtItTheAnswerIsInProgress() {
        Intent other = intent(UUID.randomUUID());
        assertNull(guard.claim(other, entry(other)).await().indefinitely());
        assertEquals("operation-in-progress", send(email).expect(409).problem());
        assertEquals(0, letters());
    }

    @Test
    void aFailedSendingMayRunAgainAtOnce() {
        Intent other = intent(UUID.randomUUID());
        guard.claim(other, entry(other)).await().indefinitely();
        assertTrue(guard.failed(other, entry(other)).await().indefinitely());
        assertEquals("SENT", send(email).expect(200).text("status"));
        assertEquals(1, letters());
    }

    @Test
    void aSendingThatThrowsInsteadOfFailingMayRunAgainAtOnceToo() {
        QuarkusMock.installMockForInstance(new ThrowingPost(), post);
        for (int attempts = 0; attempts < 2; attempts++) {
            Answer answer = send(email);
            assertEquals("service-unavailable", answer.expect(503).problem());
            assertEquals("same-key", answer.text("retry"));
        }
        assertEquals(
                State.FAILED,
                guard.standing(intent(UUID.randomUUID())).await().indefinitely().state());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no address",
                "ada@example.com.",
                "ada@[192.0.2.1]",
                "ad\u00e4@example.com",
                "ada@fa\u00df.de",
                "\\\"ada\\\"@example.com",
                "Ada <ada@example.com>",
                "ada@example.com,eve@example.com"
            })
    void whatTheMailerWouldRefuseIsRefusedBeforeTheKeyIsUsed(String address) {
        Answer refused = send(address).expect(400);
        assertEquals("invalid-request", refused.problem());
        assertEquals(
                "email", refused.json().path("violations").path(0).path("field").asText());
        assertEquals("SENT", send(email).expect(200).text("status"));
    }

    @Test
    void anAddressThatIsNoTextIsRefused() {
        Answer refused = api.post("/v1/orders/" + order + "/receipts", key, "{\"email\": 5}");
        assertEquals(
                "must be a string",
                refused.expect(400)
                        .json()
                        .path("violations")
                        .path(0)
                        .path("message")
                        .asText());
    }

    @Test
    void anUnpaidOrderHasNoReceiptAndTheKeyStaysFree() {
        String paid = order;
        order = api.order(100);
        assertEquals("order-not-paid", send(email).expect(409).problem());
        order = paid;
        assertEquals("SENT", send(email).expect(200).text("status"));
    }

    /** An address that a rule of today refuses, and that may have been let through by an older one. */
    private static final String ONCE_VALID = "bob at example.com";

    private Entry claimed(Intent other) {
        Entry entry = SendingGuard.entry(other, UUID.fromString(order), ONCE_VALID);
        assertNull(guard.claim(other, entry).await().indefinitely());
        return entry;
    }

    @Test
    void anAddressThatWouldBeRefusedTodayGetsWhatItsKeySaid() {
        Intent other = intent(UUID.randomUUID());
        Entry entry = claimed(other);
        assertEquals("operation-in-progress", send(ONCE_VALID).expect(409).problem());

        assertTrue(guard.decided(other, entry, Delivery.ACCEPTED).await().indefinitely());
        Answer again = send(ONCE_VALID).expect(200);
        assertEquals("ALREADY_SENT", again.text("status"));
        assertEquals("req-of-another-sender", again.header("X-Original-Request-ID"));
    }

    @Test
    void anInvalidAddressIsRefusedWhereNothingWasSentToIt() {
        assertEquals("invalid-request", send(ONCE_VALID).expect(400).problem());
        assertEquals(
                "invalid-request",
                api.post("/v1/orders/" + order + "/receipts", key, "{}")
                        .expect(400)
                        .problem());

        Intent other = intent(UUID.randomUUID());
        assertTrue(guard.failed(other, claimed(other)).await().indefinitely());
        assertEquals("invalid-request", send(ONCE_VALID).expect(400).problem());
        assertEquals("invalid-request", send("eve at example.com").expect(400).problem());
        assertEquals(0, letters());
    }

    @Test
    void whatRedisHoldsIsOfTheFirstVersionOfTheFingerprint() {
        assertEquals(
                1,
                ReceiptOperations.SEND.version(),
                "an entry in Redis has digests of order and address and no version: give it one with the next");
    }
}
