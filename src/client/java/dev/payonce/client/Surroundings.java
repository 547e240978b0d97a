package dev.payonce.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a client takes from its machine; a test or a simulation brings its own.
 *
 * @param clock for the time of an intent; may jump
 * @param nanoTime for bounds; never jumps
 * @param jitter in [0, 1)
 * @param keyRandom 128 bits in hex
 * @param sleeper waits
 */
public record Surroundings(
        InstantSource clock,
        LongSupplier nanoTime,
        DoubleSupplier jitter,
        Supplier<String> keyRandom,
        Sleeper sleeper) {
    private static final SecureRandom SECURE = new SecureRandom();
    private static final int KEY_BYTES = 16;

    /** Waits for as long as it is told. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    public static Surroundings real() {
        return new Surroundings(
                InstantSource.system(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                Surroundings::secureHex,
                duration -> Thread.sleep(duration.toMillis()));
    }

    private static String secureHex() {
        byte[] bytes = new byte[KEY_BYTES];
        SECURE.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
