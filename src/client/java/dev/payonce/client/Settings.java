package dev.payonce.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how persistently a client sends.
 *
 * @param baseUrl the API's, without a slash at the end
 * @param headers added to every request
 * @param maxAttempts bound on the tries of one sending
 * @param maxElapsed bound on its time
 * @param attemptTimeout how long one answer, with its body, is waited for
 * @param backoff the waits between
 * @param repeatGuard for how long after a success an equal intent is the same one
 */
public record Settings(
        URI baseUrl,
        Map<String, String> headers,
        int maxAttempts,
        Duration maxElapsed,
        Duration attemptTimeout,
        Backoff backoff,
        Duration repeatGuard) {

    /** What the browser SDK does, for a merchant's api key. */
    public static Settings standard(URI baseUrl, String apiKey) {
        return new Settings(
                baseUrl,
                Map.of("Authorization", "Bearer " + apiKey),
                20,
                Duration.ofMinutes(2),
                Duration.ofSeconds(15),
                Backoff.STANDARD,
                Duration.ofSeconds(3));
    }

    public Settings withBounds(int attempts, Duration elapsed, Duration timeout) {
        return new Settings(baseUrl, headers, attempts, elapsed, timeout, backoff, repeatGuard);
    }

    public Settings withBackoff(Backoff other) {
        return new Settings(baseUrl, headers, maxAttempts, maxElapsed, attemptTimeout, other, repeatGuard);
    }

    public Settings withRepeatGuard(Duration other) {
        return new Settings(baseUrl, headers, maxAttempts, maxElapsed, attemptTimeout, backoff, other);
    }
}
