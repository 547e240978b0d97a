package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Runs a statement for many requests of one merchant. While few are on their way each goes out at once and alone. Those
 * that arrive meanwhile wait for the next one to return, and go together: one round trip and one commit for all, which is
 * what most of a small insertion costs. Nobody waits for company, and no merchant waits for another one's requests.
 *
 * <p>The idea is the group commit of DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984),
 * one step earlier: PostgreSQL flushes the log once for several commits, this spares the commits.
 *
 * <p>A group takes effect as a whole. If the database refuses it, none has had an effect, and each runs again, alone. If
 * the answer is lost, it is lost for each as if it had been alone.
 *
 * @param <T> what one request brings
 * @param <R> what comes of it
 */
public final class GroupCommit<T, R> {

    /** More would spare little, and make more start anew when one is refused. */
    static final int TOGETHER = 16;

    /** A merchant's groups on their way at the same time: on a machine of two cores one for each, and one that waits for the disk. */
    static final int AT_ONCE = 3;

    private final Comparator<T> order;
    private final BiFunction<UUID, List<T>, Uni<List<R>>> statement;
    private final Map<UUID, Lane<T, R>> lanes = new ConcurrentHashMap<>();

    /**
     * Groups executions of a statement.
     *
     * @param order in which a group is handed over: two groups that insert the same keys wait for one another one way only
     * @param statement of a merchant and his group; has a result for each, in the same sequence
     */
    public GroupCommit(Comparator<T> order, BiFunction<UUID, List<T>, Uni<List<R>>> statement) {
        this.order = order;
        this.statement = statement;
    }

    /** One request, and the context that its answer is owed to. */
    private record Waiting<T, R>(T item, UniEmitter<? super R> answer, Context context) {

        void answer(Consumer<UniEmitter<? super R>> with) {
            context.runOnContext(there -> with.accept(answer));
        }
    }

    /** A merchant's requests that wait, and how many of his groups are on their way; only touched within {@code lanes}. */
    private static final class Lane<T, R> {
        private final Queue<Waiting<T, R>> queue = new ArrayDeque<>();
        private int onTheirWay;

        void take(List<Waiting<T, R>> group) {
            if (onTheirWay < AT_ONCE && !queue.isEmpty()) {
                onTheirWay++;
                while (group.size() < TOGETHER && !queue.isEmpty()) {
                    group.add(queue.poll());
                }
            }
        }

        boolean isIdle() {
            return onTheirWay == 0 && queue.isEmpty();
        }
    }

    /** Executes the statement for a request, alone or in a group. To be subscribed to on a Vert.x context. */
    public Uni<R> run(UUID merchant, T item) {
        return Uni.createFrom().emitter(answer -> {
            lanes.compute(merchant, (id, there) -> {
                Lane<T, R> lane = there == null ? new Lane<>() : there;
                lane.queue.add(new Waiting<>(item, answer, Vertx.currentContext()));
                return lane;
            });
            next(merchant);
        });
    }

    /** Sends a group if somebody waits and there is room. */
    private void next(UUID merchant) {
        var group = new ArrayList<Waiting<T, R>>(TOGETHER);
        lanes.computeIfPresent(merchant, (id, lane) -> {
            lane.take(group);
            return lane.isIdle() ? null : lane;
        });
        if (!group.isEmpty()) {
            group.sort(Comparator.comparing(Waiting::item, order));
            // Never on the context of a request that is answered already.
            group.get(0).context.runOnContext(there -> send(merchant, group));
        }
    }

    private void send(UUID merchant, List<Waiting<T, R>> group) {
        execute(merchant, group)
                .onTermination()
                .invoke(() -> returned(merchant))
                .subscribe()
                .with(results -> answer(group, results), failure -> {
                    if (group.size() > 1 && failure instanceof PgException) {
                        group.forEach(waiting -> waiting.context.runOnContext(there -> again(merchant, waiting)));
                    } else {
                        fail(group, failure);
                    }
                });
    }

    private void again(UUID merchant, Waiting<T, R> waiting) {
        List<Waiting<T, R>> alone = List.of(waiting);
        execute(merchant, alone).subscribe().with(results -> answer(alone, results), failure -> fail(alone, failure));
    }

    /** Deferred: a statement that throws instead of failing must not keep its group's place. */
    private Uni<List<R>> execute(UUID merchant, List<Waiting<T, R>> group) {
        return Uni.createFrom()
                .deferred(() -> statement.apply(
                        merchant, group.stream().map(Waiting::item).toList()));
    }

    private void returned(UUID merchant) {
        lanes.computeIfPresent(merchant, (id, lane) -> {
            lane.onTheirWay--;
            return lane.isIdle() ? null : lane;
        });
        next(merchant);
    }

    private static <T, R> void answer(List<Waiting<T, R>> group, List<R> results) {
        for (int each = 0; each < group.size(); each++) {
            R result = results.get(each);
            group.get(each).answer(answer -> answer.complete(result));
        }
    }

    private static <T, R> void fail(List<Waiting<T, R>> group, Throwable failure) {
        group.forEach(waiting -> waiting.answer(answer -> answer.fail(failure)));
    }
}
