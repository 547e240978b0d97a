package dev.payonce.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a page begins and how long it may be. Ids are ordered by time, so the last id shown is the cursor; to callers
 * it is opaque.
 *
 * @param before only ids below this one
 * @param limit 1 to 100
 */
public record Cursor(UUID before, int limit) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final UUID NEWEST = new UUID(-1, -1);

    /** Reads the two query parameters; either may be null. */
    public static Cursor of(String limit, String cursor) {
        return new Cursor(cursor == null ? NEWEST : decode(cursor), limit == null ? DEFAULT_LIMIT : parse(limit));
    }

    /** How many rows to read: one more than shown tells whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    static String encode(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static UUID decode(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == 16) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the refusal
        }
        throw ProblemException.invalid("cursor", "is not a cursor of this API");
    }

    private static int parse(String limit) {
        try {
            int value = Integer.parseInt(limit);
            if (value >= 1 && value <= MAX_LIMIT) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the refusal
        }
        throw ProblemException.invalid("limit", "must be a number from 1 to " + MAX_LIMIT);
    }

    /** Reads the status that a list is narrowed to; null for all. */
    public static <E extends Enum<E>> E parseStatus(Class<E> type, String status) {
        if (status == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(status))
                .findFirst()
                .orElseThrow(
                        () -> ProblemException.invalid("status", "must be one of " + List.of(type.getEnumConstants())));
    }
}
