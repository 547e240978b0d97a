package dev.payonce.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Symmetric signatures, version {@code v1}: HMAC-SHA-256 over id, time and body. */
public final class StandardWebhooks {

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final String HMAC = "HmacSHA256";

    private StandardWebhooks() {}

    /** A secret as it is written. */
    public static String written(byte[] secret) {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** The secret that a text is: {@code whsec_} and 24 to 64 bytes in base 64. */
    public static Optional<byte[]> secret(String text) {
        return Optional.of(text)
                .filter(each -> each.startsWith(PREFIX))
                .flatMap(each -> decoded(each.substring(PREFIX.length())))
                .filter(bytes -> LEAST_BYTES <= bytes.length && bytes.length <= MOST_BYTES);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /**
     * Signs a message.
     *
     * @param timestamp seconds since 1970
     * @return one signature as the header {@code webhook-signature} has it
     */
    public static String sign(byte[] secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
