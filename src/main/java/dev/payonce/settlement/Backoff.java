package dev.payonce.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Random;

/** How long recovery waits before it asks again: twice as long each time, up to a bound, and never all at once. */
@ApplicationScoped
class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 20;

    private final Random random;

    Backoff(Random random) {
        this.random = random;
    }

    /** The pause after that many attempts: half of it fixed, half of it chance. */
    Duration after(int attempts) {
        long full = Math.min(FIRST.toMillis() << Math.min(attempts, MAX_DOUBLINGS), LONGEST.toMillis());
        return Duration.ofMillis(full / 2 + (long) (random.nextDouble() * full / 2));
    }
}
