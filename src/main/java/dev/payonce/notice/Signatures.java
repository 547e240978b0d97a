package dev.payonce.notice;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;

import dev.payonce.api.OptionalPart;
import dev.payonce.signing.StandardWebhooks;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognises the gateway by its signature, by the Standard Webhooks specification. */
@ApplicationScoped
class Signatures implements OptionalPart {

    /** How far a notice's time may be from ours: nobody who overhears one can send it again later. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** Without a dot, which separates the parts of what is signed. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_:~+/=-]{1,255}");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private final NoticeConfig config;
    private final InstantSource time;

    Signatures(NoticeConfig config, InstantSource time) {
        this.config = config;
        this.time = time;
    }

    /** A secret that is none stops the start, before the scheduler begins, whose jobs would run into the stop. */
    void check(@Observes @Priority(PLATFORM_BEFORE - 1) StartupEvent starting) {
        if (isThere() && secret().isEmpty()) {
            // The one exception of which Quarkus prints the message alone.
            throw new ConfigurationException(
                    "payonce: GATEWAY_WEBHOOK_SECRET must be whsec_ and the Base64 of 24 to 64 bytes.");
        }
    }

    @Override
    public String root() {
        return NoticeResource.PATH;
    }

    /** Whether any notice is expected at all. */
    @Override
    public boolean isThere() {
        return config.secret().isPresent();
    }

    private Optional<byte[]> secret() {
        return config.secret().flatMap(StandardWebhooks::secret);
    }

    /**
     * Whether the gateway signed this, now.
     *
     * @param id the header {@code webhook-id}, or null
     * @param timestamp the header {@code webhook-timestamp}: seconds since 1970, or null
     * @param signatures the header {@code webhook-signature}: several while a secret is replaced; or null
     * @param body byte by byte as it came
     */
    boolean areTheGateways(String id, String timestamp, String signatures, byte[] body) {
        if (id == null || timestamp == null || signatures == null) {
            return false;
        }
        if (!ID.matcher(id).matches() || !SECONDS.matcher(timestamp).matches() || !isNow(Long.parseLong(timestamp))) {
            return false;
        }
        byte[] expected = StandardWebhooks.sign(secret().orElseThrow(), id, timestamp, body)
                .getBytes(StandardCharsets.US_ASCII);
        // Compared in constant time, so that nobody can find a signature byte by byte.
        return Stream.of(signatures.split(" "))
                .anyMatch(each -> MessageDigest.isEqual(expected, each.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isNow(long seconds) {
        Duration apart =
                Duration.between(Instant.ofEpochSecond(seconds), time.instant()).abs();
        return apart.compareTo(TOLERANCE) <= 0;
    }
}
