package dev.payonce.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What the reactive client leaves to be done with rows and times. */
public final class Rows {

    private Rows() {}

    /** Something of each row. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> element) {
        return StreamSupport.stream(rows.spliterator(), false).map(element).toList();
    }

    /** Something of the first row, or null where there is none. */
    public static <T> T first(RowSet<Row> rows, Function<Row, T> value) {
        var each = rows.iterator();
        return each.hasNext() ? value.apply(each.next()) : null;
    }

    /** As SQL takes them: with a fraction. */
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
