package dev.payonce.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What one simulated receiver has got, and how it behaves. As much as it keeps is bounded; the oldest goes. */
final class Inbox {

    /** What it does with a delivery. */
    enum Behaviour {
        TAKE,
        /** Answers 500, and takes nothing. */
        FAIL,
        /** Answers 410, and takes nothing. */
        GONE,
        /** Answers 307 to the simulator's own statement, and takes nothing. */
        REDIRECT,
        /** Takes nothing, and answers only when everybody has given up waiting. */
        HANG,
        /** Takes it, and cuts the connection off instead of answering. */
        LOSE_ANSWER
    }

    /**
     * How it is set.
     *
     * @param secret what deliveries have to be signed with; null lets all through
     * @param behaviour null for TAKE
     */
    record Settings(String secret, Behaviour behaviour) {}

    /**
     * What it got under one id.
     *
     * @param received how often it came
     * @param verified whether the signature was right each time; null where no secret is known to tell by
     * @param taken how often it took effect: once, however often it came
     * @param body as it came last; null where it is long
     */
    @JsonInclude
    record Received(String id, int received, Boolean verified, int taken, Instant firstAt, String body) {}

    /** All that it shows. */
    record View(Behaviour behaviour, int received, int taken, int refused, List<Received> events) {}

    private static final int MOST_KEPT = 500;
    private static final int LONG_BODY = 4096;

    /** Seconds that a signature may be old, by the specification. */
    private static final long TOLERANCE = 300;

    private static final String HMAC = "HmacSHA256";

    private final Map<String, Received> kept = new LinkedHashMap<>();
    private Settings settings = new Settings(null, Behaviour.TAKE);
    private int received;
    private int taken;
    private int refused;

    synchronized void set(Settings wanted) {
        settings = wanted;
    }

    synchronized View view() {
        return new View(behaviour(), received, taken, refused, List.copyOf(kept.values()));
    }

    private Behaviour behaviour() {
        return settings.behaviour() == null ? Behaviour.TAKE : settings.behaviour();
    }

    /** Takes a delivery in: as its behaviour is, or null where its signature is not right. */
    synchronized Behaviour receive(String id, String timestamp, String signatures, String body, Instant now) {
        received++;
        Boolean verified =
                settings.secret() == null ? null : verify(settings.secret(), id, timestamp, signatures, body, now);
        if (Boolean.FALSE.equals(verified)) {
            refused++;
            return null;
        }
        boolean takes = behaviour() == Behaviour.TAKE || behaviour() == Behaviour.LOSE_ANSWER;
        Received before = kept.remove(id);
        boolean first = takes && (before == null || before.taken() == 0);
        kept.put(
                id,
                new Received(
                        id,
                        before == null ? 1 : before.received() + 1,
                        verified,
                        takes || before != null && before.taken() == 1 ? 1 : 0,
                        before == null ? now : before.firstAt(),
                        body.length() > LONG_BODY ? null : body));
        taken += first ? 1 : 0;
        if (kept.size() > MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return behaviour();
    }

    private static boolean verify(
            String secret, String id, String timestamp, String signatures, String body, Instant now) {
        try {
            if (Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE) {
                return false;
            }
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), HMAC));
            byte[] expected = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            byte[] written = ("v1," + Base64.getEncoder().encodeToString(expected)).getBytes(StandardCharsets.UTF_8);
            return Arrays.stream(signatures.split(" "))
                    .anyMatch(each -> MessageDigest.isEqual(written, each.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | GeneralSecurityException unreadable) {
            return false;
        }
    }
}
