package dev.payonce.http;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * One page of a list, newest first.
 *
 * @param data at most as many as were asked for
 * @param nextCursor where the next page begins, or null if this is the last
 */
public record Page<T>(List<T> data, String nextCursor) {

    /** Makes a page of up to one row more than asked for: that one only tells that there are more. */
    public static <R, T> Page<T> of(List<R> rows, Cursor cursor, Function<R, UUID> id, Function<R, T> view) {
        boolean more = rows.size() > cursor.limit();
        List<R> shown = more ? rows.subList(0, cursor.limit()) : rows;
        return new Page<>(
                shown.stream().map(view).toList(), more ? Cursor.encode(id.apply(shown.get(shown.size() - 1))) : null);
    }
}
