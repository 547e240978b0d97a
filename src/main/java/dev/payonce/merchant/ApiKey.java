package dev.payonce.merchant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** A merchant's secret. It has no {@code toString} that shows it, so it cannot slip into a log. */
final class ApiKey {

    private static final int BYTES = 32;

    private final String secret;

    private ApiKey(String secret) {
        this.secret = secret;
    }

    /** As a caller presents it; any text. */
    static ApiKey presented(String secret) {
        return new ApiKey(secret);
    }

    /** A new key of 256 random bits. */
    static ApiKey random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ApiKey("sk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The secret itself: told once, to the merchant that was just made. */
    String reveal() {
        return secret;
    }

    /** What is stored of a key. The key is random, so one round is enough and keeps every call cheap. */
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    /** Whether both are the same key, in a time that does not tell how much of them is. */
    boolean matches(ApiKey other) {
        return MessageDigest.isEqual(sha256(), other.sha256());
    }
}
