package dev.payonce.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The only sources of time and randomness, so that a test can replace both and replay a failure. */
@ApplicationScoped
class TimeAndChance {

    /** In whole microseconds: what PostgreSQL stores, so that a time reads the same before and after it was stored. */
    @Produces
    @Singleton
    InstantSource time() {
        return () -> Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }
}
