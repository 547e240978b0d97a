package dev.payonce.api;

import dev.payonce.problem.ProblemException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a page begins and how long it may be: before the last entry shown, by its time and, among those of one time, by
 * its id. A list whose ids rise with time goes by the id alone. To callers the cursor is opaque.
 *
 * @param time only entries of this time or an earlier one
 * @param id of those of the same time, only ids below this one
 * @param limit 1 to 100
 */
public record Cursor(Instant time, UUID id, int limit) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /** As it is written in one way: Java reads a sign, zeros before it and the digits of other scripts, too. */
    private static final Pattern LENGTH = Pattern.compile("[1-9][0-9]{0,2}");

    /** Later than every entry, and within what PostgreSQL can store. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private static final UUID HIGHEST = new UUID(-1, -1);
    private static final int BYTES = 3 * Long.BYTES;

    /** Reads the two query parameters; either may be null. */
    public static Cursor of(String limit, String cursor) {
        int length = parseLimit(limit);
        return cursor == null ? new Cursor(LATEST, HIGHEST, length) : decode(cursor, length);
    }

    /** The cursor as text: the page that it begins comes after the entry of that time and id. */
    static String encode(Instant time, UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(time.getEpochSecond() * 1_000_000 + time.getNano() / 1000);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static Cursor decode(String cursor, int limit) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == BYTES) {
                Instant time = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
                if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                    return new Cursor(time, new UUID(bytes.getLong(), bytes.getLong()), limit);
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the refusal
        }
        throw ProblemException.invalid("cursor", "is not a cursor of this API");
    }

    /** Reads how long a page may be; the default where {@code limit} is null. */
    public static int parseLimit(String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        int value = LENGTH.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
        if (value >= 1 && value <= MAX_LIMIT) {
            return value;
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
