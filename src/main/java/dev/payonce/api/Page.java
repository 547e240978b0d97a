package dev.payonce.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list, newest first.
 *
 * @param data at most as many as were asked for
 * @param nextCursor where the next page begins, or null if this is the last
 */
public record Page<T>(List<T> data, @Schema(nullable = true) String nextCursor) {

    /** Makes a page of up to one row more than asked for: that one only tells that there are more. */
    public static <R, T> Page<T> of(
            List<R> rows, Cursor cursor, Function<R, Instant> time, Function<R, UUID> id, Function<R, T> view) {
        if (rows.size() <= cursor.limit()) {
            return new Page<>(rows.stream().map(view).toList(), null);
        }
        List<R> shown = rows.subList(0, cursor.limit());
        R last = shown.get(shown.size() - 1);
        return new Page<>(shown.stream().map(view).toList(), Cursor.encode(time.apply(last), id.apply(last)));
    }

    /** The whole list, of one entry or, where {@code entry} is null, of none. */
    public static <T> Page<T> ofAtMostOne(T entry) {
        return new Page<>(entry == null ? List.of() : List.of(entry), null);
    }
}
