package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Calls the functions of the keys, and those of the operations' rules, which change key and business rows in one commit.
 * The functions themselves stand in {@code db/}; what they return is an {@link Outcome}.
 *
 * <p>Whether a lease has run out or an answer has expired is asked of the database alone: application clocks may jump.
 */
@ApplicationScoped
public class KeyStore {

    /** Serialization failure and deadlock: the statement had no effect and may run again as it is. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    private static final int TRANSIENT_RETRIES = 5;

    private final Pool pool;
    private final IdempotencyConfig config;

    KeyStore(Pool pool, IdempotencyConfig config) {
        this.pool = pool;
        this.config = config;
    }

    // ---------------------------------------------------------------- rules

    /** A call of a rule that claims a key for work that goes on after it, under a lease. */
    public RuleCall beginning(String rule, Intent intent, String resource) {
        return RuleCall.of(rule, intent.merchant()).with(intent, resource).with("p_lease", seconds(config.lease()));
    }

    /** A call of a rule that claims a key and decides it. */
    public RuleCall deciding(String rule, Intent intent, Answer answer) {
        return RuleCall.of(rule, intent.merchant())
                .with(intent, answer.resource())
                .with(answer, kept());
    }

    /** A call of a rule that settles a claim. */
    public RuleCall settling(String rule, Claim claim, Answer answer) {
        return RuleCall.of(rule, claim.merchant()).with(claim).with(answer, kept());
    }

    /** {@link #beginning} for a group: requests of one merchant for one operation, which come together. */
    public <T> RuleCall beginning(
            String rule, UUID merchant, List<T> group, Function<T, Intent> intent, Function<T, String> resource) {
        return RuleCall.of(rule, merchant).with(group, intent, resource).with("p_lease", seconds(config.lease()));
    }

    /** {@link #deciding} for a group; all answers have the status that the rule says. */
    public <T> RuleCall deciding(
            String rule, UUID merchant, List<T> group, Function<T, Intent> intent, Function<T, Answer> answer) {
        return RuleCall.of(rule, merchant)
                .with(group, intent, answer.andThen(Answer::resource))
                .with("p_bodies", group, answer.andThen(Answer::body))
                .with("p_kept", kept())
                .decides();
    }

    /** {@link #settling} for a group: claims of one merchant, which are settled together. */
    public <T> RuleCall settling(
            String rule, UUID merchant, List<T> group, Function<T, Claim> claim, Function<T, Answer> answer) {
        return RuleCall.of(rule, merchant)
                .with("p_kept", kept())
                .with("p_keys", group, claim.andThen(Claim::key))
                .with("p_attempts", group, claim.andThen(Claim::attempt), Integer[]::new)
                .with("p_statuses", group, answer.andThen(Answer::status).andThen(Integer::shortValue), Short[]::new)
                .with("p_bodies", group, answer.andThen(Answer::body))
                .with("p_operation_ids", group, claim.andThen(Claim::operationId), UUID[]::new)
                .with("p_request_ids", group, claim.andThen(Claim::requestId))
                .decides();
    }

    /** For how many seconds an answer is replayed. */
    private double kept() {
        return seconds(config.keyRetention());
    }

    /** Calls a rule, in a transaction of its own. */
    public Uni<Outcome> call(RuleCall rule) {
        return callAll(rule).map(outcomes -> outcomes.get(0));
    }

    /** Calls a rule that has an outcome for each of several requests. */
    public Uni<List<Outcome>> callAll(RuleCall rule) {
        Uni<RowSet<Row>> rows = run(rule.sql(), rule.arguments());
        return (rule.isDecision() ? dying(rows) : rows).map(outcomes -> list(outcomes, KeyStore::outcome));
    }

    /** Begins work that goes on in the same transaction: claims the key for as long as it is open. */
    Uni<Outcome> begin(SqlClient transaction, Intent intent, String resource) {
        return call(transaction, beginning("begin_work", intent, resource));
    }

    /** Decides, in the transaction that claimed it. */
    Uni<Outcome> settle(SqlClient transaction, Claim claim, Answer answer) {
        return dying(call(transaction, settling("settle", claim, answer)));
    }

    private static Uni<Outcome> call(SqlClient transaction, RuleCall rule) {
        return transaction
                .preparedQuery(rule.sql())
                .execute(rule.arguments())
                .map(rows -> outcome(rows.iterator().next()));
    }

    /** Claims a key only to remember that its operation was refused. */
    Uni<Outcome> remember(Intent intent, Answer refusal) {
        return call(deciding("remember", intent, refusal));
    }

    /** What stands under a key, as if a call had found it taken; null if there is nothing. */
    Uni<Outcome> standing(UUID merchant, String key) {
        return call(RuleCall.of("find_key", merchant).with("p_key", key));
    }

    /** The row under a key, or null. */
    Uni<KeyRecord> find(UUID merchant, String key) {
        return standing(merchant, key)
                .map(outcome -> outcome instanceof Outcome.Standing standing ? standing.record() : null);
    }

    private static Outcome outcome(Row row) {
        String verdict = row.getString("verdict");
        if (verdict == null) {
            return null;
        }
        return switch (verdict) {
            case "CLAIMED" -> new Outcome.Claimed(instant(row, "created_at"), members(row));
            case "SETTLED" -> new Outcome.Settled(instant(row, "created_at"));
            case "REFUSED" -> new Outcome.Refused(row.getString("problem"), row.getString("detail"), members(row));
            case "STANDING" -> new Outcome.Standing(keyRecord(row));
            default -> throw new IllegalStateException("a rule's verdict is " + verdict);
        };
    }

    private static Map<String, Object> members(Row row) {
        JsonObject members = row.getJsonObject("members");
        return members == null ? Map.of() : members.getMap();
    }

    private static KeyRecord keyRecord(Row row) {
        String operation = row.getString("operation");
        String progress = row.getString("progress");
        Integer status = row.getInteger("response_status");
        String resource = row.getString("resource");
        return new KeyRecord(
                new Claim(
                        row.getUUID("merchant_id"),
                        row.getString("key"),
                        row.getUUID("operation_id"),
                        operation,
                        row.getInteger("attempt"),
                        row.getString("request_id")),
                operation == null ? null : fingerprint(row),
                progress == null ? null : KeyRecord.Progress.valueOf(progress),
                progress == null ? null : Duration.ofMillis((long) (1000 * row.getDouble("due_in"))),
                Boolean.TRUE.equals(row.getBoolean("lapsed")),
                Boolean.TRUE.equals(row.getBoolean("expired")),
                resource,
                status == null
                        ? null
                        : new Answer(status, row.getString("response_body"), resource)
                                .createdAt(instant(row, "created_at")));
    }

    private static Fingerprint fingerprint(Row row) {
        return new Fingerprint(
                row.getString("operation"),
                row.getInteger("fingerprint_version"),
                row.getString("identity"),
                row.getBuffer("fingerprint").getBytes());
    }

    /** Gives a key up, if nothing stands under it; else tells what does. */
    Uni<Outcome> abandon(UUID merchant, String key, UUID operationId, String requestId) {
        return call(RuleCall.of("abandon", merchant)
                .with("p_key", key)
                .with("p_operation_id", operationId)
                .with("p_request_id", requestId)
                .with("p_kept", kept())
                .decides());
    }

    // ---------------------------------------------------------------- what is undecided

    /** Makes an abandoned claim ours, under a new lease; null if somebody else was first. */
    Uni<Claim> takeOver(Claim left) {
        return take("take_over", left);
    }

    /** Takes an undecided claim over in whatever state it is, under a new lease; null while its owner is working on it. */
    Uni<Claim> takeUp(Claim left) {
        return take("take_up", left);
    }

    private Uni<Claim> take(String how, Claim left) {
        return first(
                RuleCall.of(how, left.merchant()).with(left).with("p_lease", seconds(config.lease())),
                row -> row.getInteger(0) == null ? null : left.attempt(row.getInteger(0)));
    }

    /**
     * Gives the work up undecided. An UNDONE claim is open to the client's retry at once, and to recovery after one lease; an
     * UNKNOWN one to recovery at once; a RUNNING one to both, as if its owner had died.
     *
     * @return whether the claim was there
     */
    Uni<Boolean> leave(Claim claim, KeyRecord.Progress progress) {
        Duration pause = progress == KeyRecord.Progress.UNDONE ? config.lease() : Duration.ZERO;
        return first(
                RuleCall.of("leave_undecided", claim.merchant())
                        .with(claim)
                        .with("p_request_id", claim.requestId())
                        .with("p_progress", progress.name())
                        .with("p_pause", seconds(pause)),
                row -> row.getBoolean(0));
    }

    /** Gives the work up still unknown: recovery may ask again after a pause. */
    Uni<Void> postpone(Claim claim, Pause pause) {
        return first(
                        RuleCall.of("postpone", claim.merchant())
                                .with(claim)
                                .with("p_request_id", claim.requestId())
                                .with("p_share", pause.share())
                                .with("p_least", seconds(pause.shortest()))
                                .with("p_most", seconds(pause.longest())),
                        row -> row)
                .replaceWithVoid();
    }

    private static final String MERCHANTS_WITH_DUE_WORK = """
            SELECT DISTINCT merchant_id
              FROM idempotency_key
             WHERE merchant_id > $1 AND status = 'PENDING' AND due_at <= now() AND operation = ANY ($3)
             ORDER BY merchant_id
             LIMIT $2
            """;

    /** The next merchants above {@code after} with such unfinished operations that nobody works on; locks nothing. */
    Uni<List<UUID>> merchantsWithDueWork(Collection<String> operations, UUID after, int limit) {
        return run(MERCHANTS_WITH_DUE_WORK, Tuple.of(after, limit, array(operations)))
                .map(rows -> list(rows, row -> row.getUUID(0)));
    }

    private static final String TAKE_DUE = """
            WITH due AS (
                -- Those that another instance takes at this moment are skipped, not waited for.
                SELECT key FROM idempotency_key
                 -- What an instance does not know is left to those that do.
                 WHERE merchant_id = $1 AND status = 'PENDING' AND due_at <= now() AND operation = ANY ($4)
                 ORDER BY due_at
                 LIMIT $2
                   FOR UPDATE SKIP LOCKED
            )
            UPDATE idempotency_key k
               SET attempt = k.attempt + 1, progress = 'UNKNOWN', due_at = clock.now + $3 * interval '1 second'
              FROM due, (SELECT now() AS now) clock
             WHERE k.merchant_id = $1 AND k.key = due.key
            RETURNING k.key, k.operation_id, k.operation, k.attempt, k.request_id
            """;

    /** Takes over such unfinished operations of a merchant that nobody works on, under a new lease. */
    Uni<List<Claim>> takeDue(Collection<String> operations, UUID merchant, int limit) {
        return run(TAKE_DUE, Tuple.of(merchant, limit, seconds(config.lease()), array(operations)))
                .map(rows -> list(rows, row -> claim(merchant, row)));
    }

    private static final String FIND_PENDING = """
            SELECT key, operation_id, operation, attempt, request_id
              FROM idempotency_key
             WHERE merchant_id = $1 AND operation_id = $2 AND status = 'PENDING'
            """;

    /** The claim that stands on an undecided operation, or null if it is decided, or none of the merchant's. */
    Uni<Claim> findPending(UUID merchant, UUID operationId) {
        return run(FIND_PENDING, Tuple.of(merchant, operationId))
                .map(rows -> rows.size() == 0
                        ? null
                        : claim(merchant, rows.iterator().next()));
    }

    private static Claim claim(UUID merchant, Row row) {
        return new Claim(
                merchant,
                row.getString("key"),
                row.getUUID("operation_id"),
                row.getString("operation"),
                row.getInteger("attempt"),
                row.getString("request_id"));
    }

    private static final String COUNT_OPEN = """
            SELECT count(*) AS undecided,
                   coalesce(extract(epoch FROM now() - min(created_at)), 0)::double precision AS oldest,
                   count(*) FILTER (WHERE attempt >= $3) AS stuck,
                   count(*) FILTER (WHERE due_at <= now() AND operation <> ALL ($4)) AS unknown
              FROM idempotency_key
             WHERE merchant_id BETWEEN $1 AND $2 AND status = 'PENDING'
            """;

    /** Counts the unfinished operations of the merchants from the first to the last; {@code known} are those of ours. */
    Uni<Open> countOpen(UUID first, UUID last, int attempts, Collection<String> known) {
        return run(COUNT_OPEN, Tuple.of(first, last, attempts, array(known)))
                .map(rows -> rows.iterator().next())
                .map(row -> new Open(
                        row.getLong("undecided"),
                        row.getDouble("oldest"),
                        row.getLong("stuck"),
                        row.getLong("unknown")));
    }

    /**
     * Unfinished operations.
     *
     * @param undecided how many there are, those that are worked on at this moment included
     * @param oldest the seconds since the first of them began
     * @param stuck how many were begun often
     * @param unknown how many nobody works on that are of an operation that this instance does not know
     */
    record Open(long undecided, double oldest, long stuck, long unknown) {

        static final Open NONE = new Open(0, 0, 0, 0);

        Open plus(Open other) {
            return new Open(
                    undecided + other.undecided,
                    Math.max(oldest, other.oldest),
                    stuck + other.stuck,
                    unknown + other.unknown);
        }
    }

    private static String[] array(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }

    // ---------------------------------------------------------------- what is over

    private static final String NEXT_MERCHANT = """
            SELECT merchant_id FROM idempotency_key WHERE merchant_id > $1 ORDER BY merchant_id LIMIT 1
            """;

    /** The next merchant above {@code after} that has keys, or none. */
    Uni<List<UUID>> nextMerchant(UUID after) {
        return run(NEXT_MERCHANT, Tuple.of(after)).map(rows -> list(rows, row -> row.getUUID(0)));
    }

    private static final String REAP = """
            WITH due AS (
                -- What another instance deletes at this moment is skipped, not waited for. Beginning where the last
                -- batch ended spares walking over what it deleted.
                SELECT key, expires_at FROM idempotency_key
                 WHERE merchant_id = $1 AND status <> 'PENDING'
                   AND expires_at >= $2 AND expires_at <= now() - $3 * interval '1 second'
                 ORDER BY expires_at
                 LIMIT $4
                   FOR UPDATE SKIP LOCKED
            ), reaped AS (
                DELETE FROM idempotency_key k
                 USING due
                 WHERE k.merchant_id = $1 AND k.key = due.key
            )
            SELECT count(*) AS keys, max(expires_at) AS last FROM due
            """;

    /** Deletes the {@code limit} oldest keys of a merchant that are past their tombstone and expired not before {@code from}. */
    Uni<Reaped> reap(UUID merchant, OffsetDateTime from, int limit) {
        return run(REAP, Tuple.of(merchant, from, seconds(config.keyTombstone()), limit))
                .map(rows -> rows.iterator().next())
                .map(row -> new Reaped(row.getLong("keys"), row.getOffsetDateTime("last")));
    }

    /**
     * What one batch of the reaper did.
     *
     * @param keys how many it deleted
     * @param last when the youngest of them had expired, or null if there were none
     */
    record Reaped(long keys, OffsetDateTime last) {}

    // ---------------------------------------------------------------- running

    /**
     * Runs one statement in a transaction of its own. A statement that lost to a serialization failure or a deadlock
     * had no effect and runs again, a bounded number of times.
     */
    private Uni<RowSet<Row>> run(String sql, Tuple arguments) {
        return again(pool.preparedQuery(sql).execute(arguments));
    }

    private <T> Uni<T> first(RuleCall call, Function<Row, T> value) {
        return run(call.sql(), call.arguments())
                .map(rows -> value.apply(rows.iterator().next()));
    }

    static <T> Uni<T> again(Uni<T> transaction) {
        return transaction.onFailure(KeyStore::isTransient).retry().atMost(TRANSIENT_RETRIES);
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof PgException pg && TRANSIENT.contains(pg.getSqlState());
    }

    /** For the crash harness: the statement is on its way when the process dies. */
    private static <T> Uni<T> dying(Uni<T> statement) {
        return CrashPoint.BEFORE_COMMIT.chosen()
                ? statement
                        .onSubscription()
                        .invoke(() -> Context.newInstance(Vertx.currentContext())
                                .runOnContext(CrashPoint.BEFORE_COMMIT::reached))
                : statement;
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> element) {
        return StreamSupport.stream(rows.spliterator(), false).map(element).toList();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
