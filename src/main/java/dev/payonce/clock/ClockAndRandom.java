package dev.payonce.clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The only sources of time and randomness, so that a test can replace both and replay a failure. */
@ApplicationScoped
class ClockAndRandom {

    /**
     * In whole microseconds: what PostgreSQL stores, so that a time reads the same before and after it was stored. The offset
     * is for the crash harness alone, which starts processes with {@code PAYONCE_CLOCK_OFFSET=PT-17H}: nothing may depend on a
     * machine's clock being right.
     */
    @Produces
    @Singleton
    InstantSource time() {
        Duration offset = Duration.parse(System.getenv().getOrDefault("PAYONCE_CLOCK_OFFSET", "PT0S"));
        return () -> Instant.now().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }
}
