package dev.payonce.webhook;

import dev.payonce.signing.StandardWebhooks;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/** The secrets of endpoints, and what deliveries are signed with. */
final class Signature {

    private static final int MADE_BYTES = 32;

    private Signature() {}

    /** A new secret. */
    static String newSecret(SecureRandom random) {
        byte[] bytes = new byte[MADE_BYTES];
        random.nextBytes(bytes);
        return StandardWebhooks.written(bytes);
    }

    /** Whether it is a secret, in the one spelling that its bytes have. */
    static boolean isSecret(String text) {
        return StandardWebhooks.secret(text)
                .filter(bytes -> text.equals(StandardWebhooks.written(bytes)))
                .isPresent();
    }

    /** The signatures of a message by each of the secrets, as the header has them. */
    static String of(List<String> secrets, String id, long timestamp, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> StandardWebhooks.sign(
                        StandardWebhooks.secret(secret).orElseThrow(), id, Long.toString(timestamp), bytes))
                .collect(Collectors.joining(" "));
    }
}
