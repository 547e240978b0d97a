package dev.payonce.ratelimit;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in so many seconds. The time begins with a merchant's first request and ends for all that were sent in
 * it together, so that what is left can be told in one number; around that end, twice as many may come.
 */
record Quota(int requests, long seconds) {

    /** At most; and in whole seconds, in which the headers count. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,8})/(P.+)");

    /**
     * Reads {@code 100/PT1S}; nothing for {@code off}.
     *
     * @throws IllegalArgumentException for everything else
     */
    static Optional<Quota> parse(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        Matcher written = WRITTEN.matcher(text);
        Duration time = written.matches() ? duration(written.group(2)) : Duration.ZERO;
        if (time.getSeconds() < 1 || time.getNano() != 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(text);
        }
        return Optional.of(new Quota(Integer.parseInt(written.group(1)), time.toSeconds()));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException noDuration) {
            return Duration.ZERO;
        }
    }
}
