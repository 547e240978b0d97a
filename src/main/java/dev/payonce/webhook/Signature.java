package dev.payonce.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs deliveries by the Standard Webhooks specification, with symmetric secrets. */
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int MADE_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private Signature() {}

    /** A new secret. */
    static String newSecret(SecureRandom random) {
        byte[] bytes = new byte[MADE_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Whether it is {@code whsec_} and 24 to 64 bytes in base 64, in the one spelling that these bytes have. */
    static boolean isSecret(String text) {
        try {
            byte[] bytes = bytes(text);
            return text.equals(PREFIX + Base64.getEncoder().encodeToString(bytes))
                    && LEAST_BYTES <= bytes.length
                    && bytes.length <= MOST_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static byte[] bytes(String secret) {
        return Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    }

    /** The signatures of a message by each of the secrets, as the header has them. */
    static String of(List<String> secrets, String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + hmac(bytes(secret), signed))
                .collect(Collectors.joining(" "));
    }

    private static String hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
