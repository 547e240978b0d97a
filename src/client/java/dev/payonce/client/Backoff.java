package dev.payonce.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * How long to wait before a request is sent again: full jitter under an exponential ceiling; after a {@code Retry-After},
 * once to twice that, so that not all come back at once.
 *
 * @param base the first ceiling; it doubles with each try
 * @param cap the last ceiling
 */
public record Backoff(Duration base, Duration cap) {
    /** Beyond this many doublings every ceiling is the cap, and a long would overflow. */
    private static final int MOST_DOUBLINGS = 30;

    /** What the browser SDK does. */
    public static final Backoff STANDARD = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    /** The wait after try number {@code attempt} (from 1); {@code random} is in [0, 1). */
    public Duration delay(int attempt, double random, Optional<Duration> retryAfter) {
        long doubled = base.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
        long ceiling = Math.min(cap.toMillis(), doubled);
        long least = retryAfter.map(Duration::toMillis).orElse(0L);
        return Duration.ofMillis(least + (long) (random * (least == 0 ? ceiling : Math.min(ceiling, least))));
    }

    /** Reads Retry-After: seconds, or a date, which is read against the server's own {@code Date} where it told it. */
    public static Optional<Duration> retryAfter(Optional<String> value, Optional<String> date, Instant now) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value.get())));
        }
        return value.flatMap(Backoff::httpDate)
                .map(at -> Duration.between(date.flatMap(Backoff::httpDate).orElse(now), at))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
