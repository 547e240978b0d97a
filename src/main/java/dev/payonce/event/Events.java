package dev.payonce.event;

import dev.payonce.api.Page;
import dev.payonce.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Reads a merchant's events, each once and none skipped, however long the transactions took that made them. */
@ApplicationScoped
public class Events {

    /** Before the first event. */
    private static final long BEGINNING = 0;

    /** The version of the ids that events have. */
    private static final int TIME_ORDERED = 7;

    /** Commits: some milliseconds of work. The rest of a backlog is ordered by the next reader: this is more than a page. */
    private static final int ORDERED_AT_ONCE = 200;

    private final EventStore store;
    private final EventConfig config;

    Events(EventStore store, EventConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * The merchant's events after one of them.
     *
     * @param after null for the oldest that are kept
     * @param type null for all
     */
    Uni<Page<Event>> after(UUID merchant, UUID after, EventType type, int limit) {
        return store.order(merchant, ORDERED_AT_ONCE)
                .chain(() -> after == null ? Uni.createFrom().item(BEGINNING) : position(merchant, after))
                .chain(position -> store.after(merchant, position, type, limit))
                .map(events -> new Page<>(events, last(events)));
    }

    private static String last(List<Event> events) {
        return events.isEmpty() ? null : events.get(events.size() - 1).id().toString();
    }

    /** Reads an event from a row that has the columns of one. */
    public static Event event(Row row) {
        return EventStore.event(row);
    }

    /**
     * The position of an event, which is below those of all that follow it. One that is not kept any more stands before all
     * that are.
     */
    public Uni<Long> position(UUID merchant, UUID event) {
        return (event.version() == TIME_ORDERED
                        ? store.position(merchant, event, config.retention())
                        : Uni.createFrom().<Long>nullItem())
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("after", "is not the id of an event of yours"));
    }
}
