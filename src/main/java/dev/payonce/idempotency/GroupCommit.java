package dev.payonce.idempotency;

import io.micrometer.core.instrument.DistributionSummary;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a statement for many requests of one merchant. While few are on their way each goes out at once and alone. Those
 * that arrive meanwhile wait for the next one to return, and go together: one round trip and one commit for all, which is
 * what most of a small insertion costs. Nobody waits for company, and no merchant waits for another one's requests.
 *
 * <p>The idea is the group commit of DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984),
 * one step earlier: PostgreSQL flushes the log once for several commits, this spares the commits.
 *
 * <p>All of it is bounded: a merchant's queue in length and in time, and a group in size. What has waited too long is not
 * sent any more. Of requests with one key one is on its way at a time. The others wait for it, and then look for what it has
 * left under the key, all at once; where it left nothing, they go as if they had just come.
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

    /** Some seconds of the work of a small database. */
    static final int LONGEST_QUEUE = 1024;

    private final Function<T, String> key;
    private final long patience;
    private final BiFunction<UUID, List<T>, Uni<List<R>>> statement;
    private final BiFunction<UUID, String, Uni<R>> standing;
    private final Onlooker onlooker;
    private final DistributionSummary sizes;
    private final Map<UUID, Lane<T, R>> lanes = new ConcurrentHashMap<>();

    /**
     * Groups executions of a statement.
     *
     * @param key of a request. A group is handed over in the order of its keys, so that two groups that insert the same wait
     *     for one another one way only
     * @param patience how long a request may wait for its turn
     * @param onlooker sees which requests share a statement
     * @param sizes of the groups
     * @param statement of a merchant and his group; has a result for each, in the same sequence
     * @param standing what stands under a merchant's key, or null
     */
    GroupCommit(
            Function<T, String> key,
            Duration patience,
            Onlooker onlooker,
            DistributionSummary sizes,
            BiFunction<UUID, List<T>, Uni<List<R>>> statement,
            BiFunction<UUID, String, Uni<R>> standing) {
        this.key = key;
        this.patience = patience.toNanos();
        this.onlooker = onlooker;
        this.sizes = sizes;
        this.statement = statement;
        this.standing = standing;
    }

    /** One request, and the context that its answer is owed to. */
    private record Waiting<T, R>(T item, String key, UniEmitter<? super R> answer, Context context, long since) {

        void answer(Consumer<UniEmitter<? super R>> with) {
            context.runOnContext(there -> with.accept(answer));
        }

        void fail(Throwable failure) {
            answer(emitter -> emitter.fail(failure));
        }
    }

    /** A merchant's requests that wait, and how many of his groups are on their way; only touched within {@code lanes}. */
    private static final class Lane<T, R> {
        private final Queue<Waiting<T, R>> queue = new ArrayDeque<>();
        private final Set<String> keysOnTheirWay = new HashSet<>();
        private int groupsOnTheirWay;

        boolean isFull() {
            return queue.size() >= LONGEST_QUEUE;
        }

        /** The next group, and besides those that have waited too long. */
        Departure<T, R> depart(long patience) {
            var next = new Departure<T, R>(new ArrayList<>(TOGETHER), new ArrayList<>());
            if (groupsOnTheirWay < AT_ONCE) {
                long now = System.nanoTime();
                for (var each = queue.iterator(); each.hasNext() && next.group.size() < TOGETHER; ) {
                    Waiting<T, R> waiting = each.next();
                    if (now - waiting.since > patience) {
                        next.late.add(waiting);
                        each.remove();
                    } else if (keysOnTheirWay.add(waiting.key)) {
                        next.group.add(waiting);
                        each.remove();
                    }
                }
                groupsOnTheirWay += next.group.isEmpty() ? 0 : 1;
            }
            return next;
        }

        /** Ends a group's way, and takes out of the queue those that have waited for one of it. */
        List<Waiting<T, R>> returned(List<Waiting<T, R>> group) {
            groupsOnTheirWay--;
            Set<String> keys = group.stream().map(Waiting::key).collect(Collectors.toSet());
            keysOnTheirWay.removeAll(keys);
            var followers = new ArrayList<Waiting<T, R>>();
            for (var each = queue.iterator(); each.hasNext(); ) {
                Waiting<T, R> waiting = each.next();
                if (keys.contains(waiting.key)) {
                    followers.add(waiting);
                    each.remove();
                }
            }
            return followers;
        }

        boolean isIdle() {
            return groupsOnTheirWay == 0 && queue.isEmpty();
        }
    }

    private record Departure<T, R>(List<Waiting<T, R>> group, List<Waiting<T, R>> late) {}

    /**
     * Executes the statement for a request, alone or in a group. To be subscribed to on a Vert.x context.
     *
     * @return fails with {@link OutOfTimeException} if it was not sent, since too many wait or it waited too long
     */
    public Uni<R> run(UUID merchant, T item) {
        return Uni.createFrom()
                .emitter(answer -> enter(
                        merchant,
                        new Waiting<>(item, key.apply(item), answer, Vertx.currentContext(), System.nanoTime())));
    }

    private void enter(UUID merchant, Waiting<T, R> waiting) {
        lanes.compute(merchant, (id, there) -> {
            Lane<T, R> lane = there == null ? new Lane<>() : there;
            if (lane.isFull()) {
                waiting.fail(new OutOfTimeException());
            } else {
                lane.queue.add(waiting);
            }
            return lane;
        });
        next(merchant);
    }

    /** Sends a group if somebody waits and there is room. */
    private void next(UUID merchant) {
        var departure = new AtomicReference<Departure<T, R>>();
        lanes.computeIfPresent(merchant, (id, lane) -> {
            departure.set(lane.depart(patience));
            return lane.isIdle() ? null : lane;
        });
        if (departure.get() == null) {
            return;
        }
        departure.get().late.forEach(waiting -> waiting.fail(new OutOfTimeException()));
        List<Waiting<T, R>> group = departure.get().group;
        if (!group.isEmpty()) {
            group.sort(Comparator.comparing(Waiting::key));
            // Never on the context of a request that is answered already.
            group.get(0).context.runOnContext(there -> send(merchant, group));
        }
    }

    private void send(UUID merchant, List<Waiting<T, R>> group) {
        execute(merchant, group)
                .onTermination()
                .invoke(() -> returned(merchant, group))
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
        sizes.record(group.size());
        Uni<List<R>> results = Uni.createFrom()
                .deferred(() -> statement.apply(
                        merchant, group.stream().map(Waiting::item).toList()));
        return onlooker.shared(group.stream().map(Waiting::context).toList(), results);
    }

    private void returned(UUID merchant, List<Waiting<T, R>> group) {
        var followers = new ArrayList<Waiting<T, R>>();
        lanes.computeIfPresent(merchant, (id, lane) -> {
            followers.addAll(lane.returned(group));
            return lane.isIdle() ? null : lane;
        });
        followers.forEach(waiting -> waiting.context.runOnContext(there -> follow(merchant, waiting)));
        next(merchant);
    }

    private void follow(UUID merchant, Waiting<T, R> waiting) {
        Uni.createFrom()
                .deferred(() -> standing.apply(merchant, waiting.key))
                .subscribe()
                .with(
                        found -> {
                            if (found == null) {
                                enter(merchant, waiting);
                            } else {
                                waiting.answer(answer -> answer.complete(found));
                            }
                        },
                        waiting::fail);
    }

    private static <T, R> void answer(List<Waiting<T, R>> group, List<R> results) {
        for (int each = 0; each < group.size(); each++) {
            R result = results.get(each);
            group.get(each).answer(answer -> answer.complete(result));
        }
    }

    private static <T, R> void fail(List<Waiting<T, R>> group, Throwable failure) {
        group.forEach(waiting -> waiting.fail(failure));
    }
}
