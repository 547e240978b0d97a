package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a statement for many requests of one merchant. While few are on their way each goes out at once and alone. Those that
 * arrive meanwhile wait for the next one to return, and go together: one round trip, one statement and one commit for all,
 * which is what most of a small insertion costs. Nobody waits for company.
 *
 * <p>The idea is the group commit of DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984), two
 * steps earlier: PostgreSQL flushes the log once for several commits, this spares the commits, and starting the executor.
 *
 * <p>A group takes effect as a whole. If one request of it is refused, none has had an effect, and each runs again, alone.
 * If the answer is lost, it is lost for each as if it had been alone.
 */
final class GroupCommit {

    /** More would spare little, and make more start anew when one is refused. */
    static final int TOGETHER = 16;

    /** Groups on their way at the same time: one for each core, and one that waits for the disk. */
    static final int AT_ONCE = 1 + Runtime.getRuntime().availableProcessors();

    private static final Pattern UNNEST = Pattern.compile("\\bunnest\\(([^)]*)\\)");

    private final Pool pool;
    private final String sql;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger onTheirWay = new AtomicInteger();

    /**
     * Groups executions of a statement.
     *
     * @param sql inserts, and locks nothing else than what it inserts. $1 is the merchant; all other parameters are arrays,
     *     with an element for each request, that it reads by {@code unnest}; the first of them has the idempotency keys. It
     *     returns, for each request that took effect, a row with its {@code operation_id}
     */
    GroupCommit(Pool pool, String sql) {
        this.pool = pool;
        this.sql = sql;
    }

    /** One request's execution, and the context that its answer is owed to. */
    private record Waiting(UUID operation, List<Object> parameters, UniEmitter<? super Row> answer, Context context) {

        /** By key in all groups: two that insert the same ones wait for one another one way only. */
        static final Comparator<Waiting> ORDER =
                Comparator.comparing(waiting -> waiting.parameters.get(1).toString());

        void answer(Consumer<UniEmitter<? super Row>> with) {
            context.runOnContext(there -> with.accept(answer));
        }
    }

    /**
     * Executes the statement for a request, alone or in a group. To be subscribed to on a Vert.x context.
     *
     * @param parameters of this request, none of them an array
     * @return its row, or null if it took no effect
     */
    Uni<Row> run(UUID operation, List<Object> parameters) {
        return Uni.createFrom().emitter(answer -> {
            queue.add(new Waiting(operation, parameters, answer, Vertx.currentContext()));
            next();
        });
    }

    /** The same statement for one request, whose parameters are no arrays. */
    static String alone(String sql) {
        return UNNEST.matcher(sql)
                .replaceAll(arrays ->
                        Matcher.quoteReplacement("(SELECT " + arrays.group(1).replace("[]", "") + ")"));
    }

    /** Sends groups as long as somebody waits and there is room. */
    private void next() {
        while (!queue.isEmpty() && onTheirWay.getAndUpdate(n -> Math.min(n + 1, AT_ONCE)) < AT_ONCE) {
            List<Waiting> group = take();
            if (group.isEmpty()) {
                onTheirWay.decrementAndGet();
            } else {
                // Never on the context of a request that is answered already.
                group.get(0).context.runOnContext(there -> send(group));
            }
        }
    }

    private List<Waiting> take() {
        var group = new ArrayList<Waiting>(TOGETHER);
        Waiting waiting;
        while (group.size() < TOGETHER && (waiting = queue.poll()) != null) {
            group.add(waiting);
        }
        group.sort(Waiting.ORDER);
        return group;
    }

    private void send(List<Waiting> group) {
        execute(group).onTermination().invoke(this::returned).subscribe().with(rows -> answer(group, rows), failure -> {
            if (group.size() > 1 && failure instanceof PgException) {
                group.forEach(waiting -> waiting.context.runOnContext(there -> again(waiting)));
            } else {
                fail(group, failure);
            }
        });
    }

    private void again(Waiting waiting) {
        List<Waiting> alone = List.of(waiting);
        execute(alone).subscribe().with(rows -> answer(alone, rows), failure -> fail(alone, failure));
    }

    private Uni<RowSet<Row>> execute(List<Waiting> group) {
        List<Object> first = group.get(0).parameters;
        var parameters = new ArrayList<Object>(first.size());
        parameters.add(first.get(0));
        for (int number = 1; number < first.size(); number++) {
            parameters.add(array(group, number));
        }
        return pool.preparedQuery(sql).execute(Tuple.tuple(parameters));
    }

    /** The driver wants an array of the elements' own class; what is null for all can only be text. */
    private static Object[] array(List<Waiting> group, int number) {
        Class<?> element = String.class;
        var values = new Object[group.size()];
        for (int each = 0; each < values.length; each++) {
            values[each] = group.get(each).parameters.get(number);
            element = values[each] == null ? element : values[each].getClass();
        }
        return Arrays.asList(values).toArray((Object[]) Array.newInstance(element, 0));
    }

    private void returned() {
        onTheirWay.decrementAndGet();
        next();
    }

    private static void answer(List<Waiting> group, RowSet<Row> rows) {
        var effects = new HashMap<UUID, Row>();
        rows.forEach(row -> effects.put(row.getUUID("operation_id"), row));
        group.forEach(waiting -> waiting.answer(answer -> answer.complete(effects.get(waiting.operation))));
    }

    private static void fail(List<Waiting> group, Throwable failure) {
        group.forEach(waiting -> waiting.answer(answer -> answer.fail(failure)));
    }
}
