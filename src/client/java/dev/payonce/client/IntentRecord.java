package dev.payonce.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An intent as it is stored, in the browser's format.
 *
 * @param id the intent's
 * @param action its name
 * @param key its one key
 * @param at when it was made, in milliseconds since 1970
 * @param decided when it succeeded, or null
 */
record IntentRecord(String id, String action, String key, long at, Long decided) {
    private static final int SUM_DIGITS = 16;
    private static final long LATEST = 1L << 48;

    /** What {@link #makeKey} makes: whatever else is stored, such as {@code undefined}, is not sent as a key. */
    private static final Pattern KEY = Pattern.compile("po1-[0-9a-f]{12}-[0-9a-f]{64}");

    /** The key of a new intent: the user is in it only under a hash with 128 random bits. */
    static String makeKey(String user, String action, String digest, long at, String randomHex) {
        if (at < 0 || at >= LATEST) {
            throw new PayonceException(PayonceException.Code.CLOCK, "Not sent: the clock says " + at + ".");
        }
        String hash = Canonical.sha256(Canonical.of(Spec.list(user, action, at, digest, randomHex)));
        return String.format("po1-%012x-%s", at, hash);
    }

    /** The stored text; its {@code sum} finds what was cut off or changed. */
    String seal() {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("v", 1).put("id", id).put("action", action).put("key", key).put("at", at);
        if (decided != null) {
            record.put("decided", decided);
        }
        String text = Canonical.of(record);
        String sum = Canonical.sha256(text).substring(0, SUM_DIGITS);
        return text.substring(0, text.length() - 1) + ",\"sum\":\"" + sum + "\"}";
    }

    /** The record that the text is, if it can be trusted. */
    static Optional<IntentRecord> read(String text, String id) {
        return Json.object(text)
                .map(read -> new IntentRecord(
                        read.path("id").asText(),
                        read.path("action").asText(),
                        read.path("key").asText(),
                        read.path("at").asLong(),
                        read.has("decided") ? read.path("decided").asLong() : null))
                .filter(record -> record.id().equals(id)
                        && KEY.matcher(record.key()).matches()
                        && record.seal().equals(text));
    }

    IntentRecord decidedAt(long now) {
        return new IntentRecord(id, action, key, at, now);
    }
}
