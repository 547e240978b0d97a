package dev.payonce.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One try and what came of it: what a history needs.
 *
 * @param intent whose
 * @param number from 1
 * @param invokedNanos when it was sent, by the injected monotonic time
 * @param returnedNanos when the answer, or the certainty that none will come, was there
 * @param status 0 if there was no answer
 * @param headers the answer's
 * @param body the answer's, or what went wrong
 * @param verdict what it decides
 * @param delay the wait before the next try, if there is one
 */
public record Attempt(
        Intent intent,
        int number,
        long invokedNanos,
        long returnedNanos,
        int status,
        Map<String, List<String>> headers,
        String body,
        Verdict verdict,
        Optional<Duration> delay) {}
