package dev.payonce.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups are made sure of: a transaction of the test's own keeps as many statements waiting as may be on their way. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class GroupCommitTest {

    private static final String INSERT = """
            INSERT INTO grouped (merchant_id, key, operation_id, word)
            SELECT $1, asked.* FROM unnest($2::text[], $3::uuid[], $4::text[]) AS asked (key, operation_id, word)
            ON CONFLICT (merchant_id, key) DO NOTHING
            RETURNING operation_id, word
            """;

    private static final String IS_WAITING = "wait_event_type = 'Lock' AND query LIKE '%INTO grouped%'";
    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity WHERE " + IS_WAITING;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UUID merchant = UUID.randomUUID();
    private GroupCommit<Insertion, String> groups;

    @BeforeEach
    void aTable() {
        Database.update("CREATE TABLE grouped (merchant_id uuid, key text, operation_id uuid, word text UNIQUE,"
                + " PRIMARY KEY (merchant_id, key))");
        groups = grouping(Insertion::key, PATIENCE, this::insert);
    }

    private static <T, R> GroupCommit<T, R> grouping(
            Function<T, String> key, Duration patience, BiFunction<UUID, List<T>, Uni<List<R>>> statement) {
        return grouping(key, patience, statement, (id, none) -> Uni.createFrom().nullItem());
    }

    private static <T, R> GroupCommit<T, R> grouping(
            Function<T, String> key,
            Duration patience,
            BiFunction<UUID, List<T>, Uni<List<R>>> statement,
            BiFunction<UUID, String, Uni<R>> standing) {
        var sizes = new SimpleMeterRegistry().summary("sizes");
        return new GroupCommit<>(key, patience, new NobodyLooksOn(), sizes, statement, standing);
    }

    private record Insertion(String key, UUID operation, String word) {}

    private Uni<List<String>> insert(UUID merchant, List<Insertion> group) {
        Object[] parameters = {
            merchant,
            group.stream().map(Insertion::key).toArray(String[]::new),
            group.stream().map(Insertion::operation).toArray(UUID[]::new),
            group.stream().map(Insertion::word).toArray(String[]::new)
        };
        return pool.preparedQuery(INSERT).execute(Tuple.from(parameters)).map(rows -> {
            var words = new HashMap<UUID, String>();
            rows.forEach(row -> words.put(row.getUUID("operation_id"), String.valueOf(row.getString("word"))));
            return group.stream()
                    .map(each -> words.getOrDefault(each.operation(), ""))
                    .toList();
        });
    }

    @AfterEach
    void noTable() {
        Database.update("DROP TABLE grouped");
    }

    /** Begins an execution; the word that it returned, "null" if that is none, or "" if it inserted nothing. */
    private CompletableFuture<String> run(String key, String word) {
        var entered = new CompletableFuture<Void>();
        var answered = new CompletableFuture<String>();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(there -> {
            groups.run(merchant, new Insertion(key, UUID.randomUUID(), word))
                    .invoke(inserted -> assertSame(context, Vertx.currentContext()))
                    .subscribe()
                    .with(answered::complete, answered::completeExceptionally);
            entered.complete(null);
        });
        entered.join();
        return answered.orTimeout(15, TimeUnit.SECONDS);
    }

    /** Executes while no further group may be sent, so that all of them are sent together afterwards. */
    private List<CompletableFuture<String>> together(List<List<String>> executions) throws SQLException {
        var running = new ArrayList<CompletableFuture<String>>();
        try (Connection inTheWay = Database.transaction()) {
            for (int number = 0; number < GroupCommit.AT_ONCE; number++) {
                try (var insert = inTheWay.prepareStatement("INSERT INTO grouped VALUES (?, ?)")) {
                    insert.setObject(1, merchant);
                    insert.setString(2, "held-" + number);
                    insert.execute();
                }
                run("held-" + number, "held-" + number);
                Database.await(number + 1, WAITING);
            }
            executions.forEach(execution -> running.add(run(execution.get(0), execution.get(1))));
        }
        return running;
    }

    private static List<List<String>> executions(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> List.of("key-%02d".formatted(count - number), "word-" + number))
                .toList();
    }

    private static long commits() {
        return Database.number("SELECT count(DISTINCT xmin::text) FROM grouped WHERE key LIKE 'key-%'");
    }

    @Test
    void whoComesWhileNothingIsOnItsWayGoesAlone() {
        for (List<String> execution : executions(3)) {
            assertEquals(
                    execution.get(1), run(execution.get(0), execution.get(1)).join());
        }
        assertEquals(3, commits());
    }

    @Test
    void whoComesMeanwhileSharesACommitAndHasAnAnswerOfHisOwn() throws Exception {
        List<List<String>> executions = executions(GroupCommit.TOGETHER + 4);
        List<CompletableFuture<String>> answers = together(executions);
        for (int number = 0; number < executions.size(); number++) {
            assertEquals(executions.get(number).get(1), answers.get(number).join());
        }
        assertEquals(2, commits());
    }

    @Test
    void whatIsMissingForSomeOrForAllIsMissing() throws Exception {
        assertEquals("null", run("key-alone", null).join());
        var executions = new ArrayList<>(executions(4));
        executions.add(0, Arrays.asList("key-first", null));
        executions.add(3, Arrays.asList("key-later", null));
        List<CompletableFuture<String>> answers = together(executions);
        for (int number = 0; number < executions.size(); number++) {
            assertEquals(
                    String.valueOf(executions.get(number).get(1)),
                    answers.get(number).join());
        }
        assertEquals(3, Database.number("SELECT count(*) FROM grouped WHERE word IS NULL"));
    }

    @Test
    void aGroupInsertsInTheOrderOfItsKeys() throws Exception {
        together(executions(9)).forEach(CompletableFuture::join);
        List<String> inserted = Database.texts("SELECT key FROM grouped WHERE key LIKE 'key-%' ORDER BY ctid");
        assertEquals(inserted.stream().sorted().toList(), inserted);
    }

    @Test
    void whereOneIsRefusedTheOthersTakeEffect() throws Exception {
        run("key-earlier", "taken").join();
        var executions = new ArrayList<>(executions(6));
        executions.add(3, List.of("key-refused", "taken"));
        List<CompletableFuture<String>> answers = together(executions);

        var refused =
                assertThrows(CompletionException.class, () -> answers.get(3).join());
        assertEquals(
                "grouped_word_key",
                assertInstanceOf(PgException.class, refused.getCause()).getConstraint());
        answers.remove(3);
        answers.forEach(CompletableFuture::join);
        assertEquals(7, Database.number("SELECT count(*) FROM grouped WHERE key LIKE 'key-%'"));
    }

    @Test
    void aGroupThatLosesItsSessionIsUndoneAndCanBeSentAgain() throws Exception {
        try (Connection inTheWay = Database.transaction()) {
            try (var insert = inTheWay.createStatement()) {
                insert.execute("INSERT INTO grouped VALUES ('" + merchant + "', 'key-05')");
            }
            List<CompletableFuture<String>> answers = together(executions(9));
            Database.await(GroupCommit.AT_ONCE, "SELECT count(*) FROM grouped WHERE key LIKE 'held-%'");
            Database.await(1, WAITING);
            Database.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE " + IS_WAITING);
            for (CompletableFuture<String> answer : answers) {
                assertThrows(CompletionException.class, answer::join);
            }
        }
        assertEquals(0, Database.number("SELECT count(*) FROM grouped WHERE key LIKE 'key-%'"));
        for (List<String> execution : executions(9)) {
            assertEquals(
                    execution.get(1), run(execution.get(0), execution.get(1)).join());
        }
        assertEquals(9, Database.number("SELECT count(*) FROM grouped WHERE key LIKE 'key-%'"));
    }

    @Test
    void aStatementThatThrowsInsteadOfFailingFailsItsGroupAndGivesItsPlaceBack() throws Exception {
        GroupCommit<Integer, Integer> throwing = grouping(String::valueOf, PATIENCE, (id, group) -> {
            if (group.contains(0)) {
                throw new IllegalStateException("thrown");
            }
            return Uni.createFrom().item(group);
        });
        for (int number = 0; number < 2 * GroupCommit.AT_ONCE; number++) {
            var failed = assertThrows(
                    CompletionException.class,
                    () -> outcome(throwing, 0).orTimeout(15, TimeUnit.SECONDS).join());
            assertInstanceOf(IllegalStateException.class, failed.getCause());
        }
        assertEquals(1, outcome(throwing, 1).join());
    }

    /** Begins an execution, and returns once it has begun. */
    private CompletableFuture<Integer> outcome(GroupCommit<Integer, Integer> groups, int item) {
        var entered = new CompletableFuture<Void>();
        var outcome = new CompletableFuture<Integer>();
        vertx.getOrCreateContext().runOnContext(there -> {
            groups.run(merchant, item).subscribe().with(outcome::complete, outcome::completeExceptionally);
            entered.complete(null);
        });
        entered.join();
        return outcome;
    }

    @Test
    void aGroupThatAHostLeftHalfSentIsGivenUpSoon() {
        assertEquals("10", setting("tcp_keepalives_idle"));
        assertEquals("5", setting("tcp_keepalives_interval"));
        assertEquals("3", setting("tcp_keepalives_count"));
    }

    /** What docs/database.md asks of those whose sessions a pooler makes. */
    @Test
    void aStatementIsPlannedOnceForAllArgumentsWithIndexesAndNeverCompiled() {
        assertEquals("force_generic_plan", setting("plan_cache_mode"));
        assertEquals("off", setting("enable_seqscan"));
        assertEquals("off", setting("jit"));
    }

    private String setting(String name) {
        return pool.query("SHOW " + name)
                .execute()
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getString(0);
    }

    @Test
    void ofTwoWithOneKeyOneIsOnItsWayAndTheOtherFindsWhatItDid() throws Exception {
        List<CompletableFuture<String>> answers =
                together(List.of(List.of("key-same", "one"), List.of("key-same", "two")));
        assertEquals(
                1, answers.stream().filter(answer -> answer.join().isEmpty()).count());
        assertEquals(1, Database.number("SELECT count(*) FROM grouped WHERE key = 'key-same'"));
    }

    @Test
    void whoHasWaitedForAKeyIsAnsweredByWhatStandsUnderItAndNotSentAnyMore() throws Exception {
        var gate = new CompletableFuture<Void>();
        var sent = new LinkedBlockingQueue<List<Integer>>();
        GroupCommit<Integer, Integer> groups = grouping(
                item -> "one key",
                PATIENCE,
                (id, group) -> {
                    sent.add(group);
                    return Uni.createFrom().completionStage(gate).replaceWith(group);
                },
                (id, key) -> Uni.createFrom().item(42));
        CompletableFuture<Integer> first = outcome(groups, 1);
        assertEquals(List.of(1), sent.poll(15, TimeUnit.SECONDS));
        List<CompletableFuture<Integer>> followers =
                IntStream.range(0, 100).mapToObj(number -> outcome(groups, 2)).toList();
        gate.complete(null);
        assertEquals(1, first.orTimeout(15, TimeUnit.SECONDS).join());
        for (CompletableFuture<Integer> follower : followers) {
            assertEquals(42, follower.orTimeout(15, TimeUnit.SECONDS).join());
        }
        assertTrue(sent.isEmpty(), sent::toString);
    }

    @Test
    void aKeyThatStandsStillDelaysNoOtherKey() throws Exception {
        var sent = new LinkedBlockingQueue<List<Integer>>();
        GroupCommit<Integer, Integer> stuck = grouping(item -> "key-" + item % 10, PATIENCE, (id, group) -> {
            sent.add(group);
            return group.contains(1)
                    ? Uni.createFrom().nothing()
                    : Uni.createFrom().item(group);
        });
        CompletableFuture<Integer> first = outcome(stuck, 1);
        assertEquals(List.of(1), sent.poll(15, TimeUnit.SECONDS));
        CompletableFuture<Integer> sameKey = outcome(stuck, 11);
        assertEquals(2, outcome(stuck, 2).orTimeout(15, TimeUnit.SECONDS).join());
        assertEquals(List.of(2), sent.poll());
        assertFalse(first.isDone() || sameKey.isDone());
    }

    @Test
    void whatHasWaitedTooLongIsNotSentAndAFullQueueTakesNoMore() throws Exception {
        var gate = new CompletableFuture<Void>();
        var sent = new LinkedBlockingQueue<Integer>();
        GroupCommit<Integer, Integer> slow = grouping(String::valueOf, Duration.ofMillis(1), (id, group) -> {
            sent.addAll(group);
            return Uni.createFrom().completionStage(gate).replaceWith(group);
        });
        List<CompletableFuture<Integer>> onTheirWay = new ArrayList<>();
        for (int number = 0; number < GroupCommit.AT_ONCE; number++) {
            onTheirWay.add(outcome(slow, number));
            assertEquals(number, sent.poll(15, TimeUnit.SECONDS));
        }
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        for (int number = 0; number < GroupCommit.LONGEST_QUEUE; number++) {
            waiting.add(outcome(slow, 100 + number));
        }
        CompletableFuture<Integer> tooMany =
                waiting.stream().filter(CompletableFuture::isDone).findAny().orElseGet(() -> outcome(slow, 99));
        assertOutOfTime(tooMany);
        TimeUnit.MILLISECONDS.sleep(2); // the youngest that waits has waited too long by then
        gate.complete(null);
        for (CompletableFuture<Integer> each : onTheirWay) {
            each.orTimeout(15, TimeUnit.SECONDS).join();
        }
        waiting.forEach(GroupCommitTest::assertOutOfTime);
        assertTrue(sent.isEmpty(), "something was sent that nobody waits for");
    }

    private static void assertOutOfTime(CompletableFuture<Integer> outcome) {
        var failed = assertThrows(
                CompletionException.class,
                () -> outcome.orTimeout(15, TimeUnit.SECONDS).join());
        assertInstanceOf(OutOfTimeException.class, failed.getCause());
    }
}
