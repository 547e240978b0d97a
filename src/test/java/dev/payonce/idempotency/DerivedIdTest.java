package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DerivedIdTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Never changes: the other side knows what was done by it. */
    @Test
    void theIdOfAKeyIsTheSameInEveryReleaseAndOnEveryMachine() {
        // printf 'payment.create\nkey-12345678' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assertEquals(
                UUID.fromString("ed4e888b-2386-8548-83eb-ec4e34772782"),
                DerivedId.of(SECRET, "payment.create", "key-12345678"));
    }

    @Test
    void anotherSecretOperationOrKeyGivesAnotherId() {
        UUID id = DerivedId.of(SECRET, "payment.create", "key-12345678");
        assertNotEquals(id, DerivedId.of(new byte[32], "payment.create", "key-12345678"));
        assertNotEquals(id, DerivedId.of(SECRET, "refund.create", "key-12345678"));
        assertNotEquals(id, DerivedId.of(SECRET, "payment.create", "key-12345679"));
        assertEquals(8, id.version());
        assertEquals(2, id.variant());
    }

    @Test
    void anOperationThatIsRenamedKeepsTheIdsOfItsKeys() {
        record Request(@Identity("It counts.") String thing) {}
        var operation = new OperationKind<>("thing.do", "POST /things", Request.class, "none").withIdsFromKeys();
        var renamed = new OperationKind<>("thing.make", "POST /things", Request.class, "none")
                .withIdsFromKeys()
                .formerly("thing.do", 1);
        assertEquals(
                operation.id(SECRET, "key-12345678", UUID::randomUUID),
                renamed.id(SECRET, "key-12345678", UUID::randomUUID));
    }
}
