package dev.payonce.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Random;

/**
 * How long recovery waits before it asks again: as long as the operation has been open already, so that the pauses double
 * and an outage is noticed to be over at the latest after as long again; up to a bound, and never all at once. Attempts
 * do not count: a client that retried often would make its own operation wait for minutes.
 */
@ApplicationScoped
class Backoff {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Random random;

    Backoff(Random random) {
        this.random = random;
    }

    /** Half of the pause is fixed, half of it chance. */
    Pause next() {
        return new Pause(0.5 + random.nextDouble() / 2, SHORTEST, LONGEST);
    }
}
