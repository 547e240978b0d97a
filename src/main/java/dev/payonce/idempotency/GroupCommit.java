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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs one statement for many requests of one merchant. While few are on their way each goes out at once and alone. Those
 * that arrive meanwhile wait for the next one to return, and go together: one round trip and one commit for all, which is
 * what most of a small statement costs. Nobody waits for company.
 *
 * <p>The idea is the group commit of DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984), a
 * step earlier: PostgreSQL flushes the log once for several commits, this spares the commits.
 *
 * <p>A group takes effect as a whole. If one statement of it is refused, none has had an effect, and each runs again, alone.
 * If the answer is lost, it is lost for each as if it had been alone.
 */
final class GroupCommit {

    /** More would spare little, and make more start anew when one is refused. */
    static final int TOGETHER = 16;

    /** Groups on their way at the same time: one for each core, and one that waits for the disk. */
    static final int AT_ONCE = 1 + Runtime.getRuntime().availableProcessors();

    private final Pool pool;
    private final String sql;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger onTheirWay = new AtomicInteger();

    /**
     * Groups executions of a statement.
     *
     * @param sql inserts, and locks nothing else than what it inserts. Its first two parameters are the merchant and the
     *     idempotency key
     */
    GroupCommit(Pool pool, String sql) {
        this.pool = pool;
        this.sql = sql;
    }

    /** One request's execution, and the context that its answer is owed to. */
    private record Waiting(Tuple parameters, UniEmitter<? super RowSet<Row>> answer, Context context) {

        /** By key in all groups: two that insert the same ones wait for one another one way only. */
        static final Comparator<Waiting> ORDER =
                Comparator.comparing(waiting -> waiting.parameters.getValue(1).toString());

        void answer(Consumer<UniEmitter<? super RowSet<Row>>> with) {
            context.runOnContext(there -> with.accept(answer));
        }
    }

    /** Executes the statement, alone or in a group. To be subscribed to on a Vert.x context. */
    Uni<RowSet<Row>> run(List<Object> parameters) {
        return Uni.createFrom().emitter(answer -> {
            queue.add(new Waiting(Tuple.tuple(parameters), answer, Vertx.currentContext()));
            next();
        });
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
        pool.preparedQuery(sql)
                .executeBatch(group.stream().map(Waiting::parameters).toList())
                .onTermination()
                .invoke(this::returned)
                .subscribe()
                .with(first -> answer(group, first), failure -> failed(group, failure));
    }

    private void returned() {
        onTheirWay.decrementAndGet();
        next();
    }

    private static void answer(List<Waiting> group, RowSet<Row> first) {
        RowSet<Row> rows = first;
        for (Waiting waiting : group) {
            RowSet<Row> own = rows;
            waiting.answer(answer -> answer.complete(own));
            rows = rows.next();
        }
    }

    private void failed(List<Waiting> group, Throwable failure) {
        if (group.size() > 1 && failure instanceof PgException) {
            group.forEach(waiting -> waiting.answer(answer -> pool.preparedQuery(sql)
                    .execute(waiting.parameters)
                    .subscribe()
                    .with(answer::complete, answer::fail)));
        } else {
            group.forEach(waiting -> waiting.answer(answer -> answer.fail(failure)));
        }
    }
}
