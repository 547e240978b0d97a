package dev.payonce.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** How long claims and answers last. All times are judged by the database's clock. */
@ConfigMapping(prefix = "payonce")
public interface IdempotencyConfig {

    /** How long a claim is held before another may take the work over; longer than the gateway's timeout. */
    @WithDefault("PT30S")
    Duration lease();

    /**
     * How long after it came a request may still begin its effect, the wait for the database included. Half of it is what
     * one statement may take.
     */
    @WithDefault("PT10S")
    Duration requestTime();

    /** How long a decided operation answers its key again, from the decision on. */
    @WithDefault("PT24H")
    Duration keyRetention();

    /** How long after that an expired key still answers that it is expired, before it is deleted. */
    @WithDefault("P90D")
    Duration keyTombstone();

    /** How often unfinished operations are looked for. */
    @WithDefault("PT5S")
    Duration recoveryEvery();

    /** How often old keys are looked for. */
    @WithDefault("PT10M")
    Duration reaperEvery();

    /** After how many attempts an unfinished operation is counted as one that a person should look at. */
    @WithDefault("10")
    int attentionAfter();

    /**
     * The highest version in which fingerprints are written. A version may be written only once every instance can read
     * it: deploy a release that raises it with this at the version before, everywhere, and then lift it.
     */
    @WithDefault(HighestVersion.NEWEST)
    @WithConverter(HighestVersion.class)
    int fingerprintVersion();

    /** Reads a version, or {@code newest}, which is above them all. */
    final class HighestVersion implements Converter<Integer> {
        private static final long serialVersionUID = 1L;

        static final String NEWEST = "newest";

        @Override
        public Integer convert(String value) {
            if (value.equals(NEWEST)) {
                return Integer.MAX_VALUE;
            }
            if (!value.matches("[1-9]\\d{0,3}")) {
                throw new IllegalArgumentException("a version of fingerprints is a number from 1 on, or " + NEWEST);
            }
            return Integer.valueOf(value);
        }
    }
}
