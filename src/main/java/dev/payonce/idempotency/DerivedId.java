package dev.payonce.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An id that follows from an idempotency key: HMAC-SHA-256 of the operation and the key under a secret, as a UUID of
 * version 8 (RFC 9562). Books that lost what they knew of the key give the same id again, and so meet on the other side what
 * was done under it; without the secret, the id tells nothing of the key.
 */
final class DerivedId {

    private static final String HMAC = "HmacSHA256";
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private DerivedId() {}

    /**
     * The id of an operation.
     *
     * @param secret random bytes that never change
     * @param operation the name that never changes
     */
    static UUID of(byte[] secret, String operation, String key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            // No name of an operation has a line end, so no two pairs are one text.
            ByteBuffer digest = ByteBuffer.wrap(mac.doFinal((operation + "\n" + key).getBytes(StandardCharsets.UTF_8)));
            long high = digest.getLong();
            long low = digest.getLong();
            return new UUID(high & ~0xF000L | VERSION_8, low & ~(0b11L << 62) | VARIANT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
