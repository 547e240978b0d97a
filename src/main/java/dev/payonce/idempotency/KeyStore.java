package dev.payonce.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The SQL of the keys. An operation puts {@link #claimDecided} or {@link #claimPending}, and later {@link #SETTLE},
 * at the head of a statement of its own, so that key and business rows change in one statement and one commit.
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
    private final StepByStep steps;
    private final Map<Group, GroupCommit> groups = new ConcurrentHashMap<>();

    KeyStore(Pool pool, IdempotencyConfig config) {
        this.pool = pool;
        this.config = config;
        this.steps = new StepByStep(pool);
    }

    // ---------------------------------------------------------------- fragments for the operations' own statements

    /** The requests that {@link #claim} is for: of each a row, from arrays with an element for each. */
    private static final String ASKED = """
            unnest($2::text[], $3::uuid[], $4::text[], $5::smallint[], $6::bytea[], $7::text[], $8::text[], $9::text[],
                   $10::text[], $11::smallint[], $12::text[], $13::double precision[])
                AS asked (key, operation_id, operation, fingerprint_version, fingerprint, identity, request_id, resource,
                          status, response_status, response_body, retention)""";

    private static String claim(String asked) {
        return """
                INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint,
                        identity, request_id, resource, status, response_status, response_body, completed_at, expires_at)
                SELECT $1::uuid, key, operation_id, operation, fingerprint_version, fingerprint,
                       identity, request_id, resource, status, response_status,
                       CASE WHEN right(response_body, 17) = '"createdAt":null}'
                            THEN left(response_body, -5)
                                 || '"' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"}'
                            ELSE response_body END,
                       now(), now() + retention * interval '1 second'
                  FROM %s
                ON CONFLICT (merchant_id, key) DO NOTHING
                RETURNING merchant_id, operation_id, created_at, response_body
                """.formatted(asked);
    }

    /**
     * Claims a key for work that the same statement decides: returns a row to the one request that owns it, and none
     * to all others. Takes the parameters $1 to $13 of {@link #decidedParameters}.
     *
     * <p>An answer that ends in {@code "createdAt":null} gets the claim's time there: what is created now is created
     * when its key was claimed, and only the database knows when that is.
     *
     * @param guard what must be true of the business state: a CTE that has a row only then, or empty
     */
    public static String claimDecided(String guard) {
        return claim(GroupCommit.alone(ASKED) + (guard.isEmpty() ? "" : ", " + guard));
    }

    /**
     * {@link #claimDecided} for a group of requests of one merchant ({@link GroupCommit}): returns a row for each that
     * owns its key. $2 to $13 are arrays, with an element for each request.
     */
    public static String claimTogether() {
        return claim(ASKED);
    }

    /**
     * Claims a key for work that goes on after the statement, under a lease. Takes the parameters $1 to $10 of {@link
     * #pendingParameters}.
     *
     * @param guard as in {@link #claimDecided}, and never empty
     */
    public static String claimPending(String guard) {
        return """
                INSERT INTO idempotency_key (merchant_id, key, operation_id, operation, fingerprint_version, fingerprint,
                        identity, request_id, resource, status, progress, due_at)
                SELECT $1::uuid, $2::text, $3::uuid, $4::text, $5::smallint, $6::bytea,
                       $7::text, $8::text, $9::text, 'PENDING', 'RUNNING', now() + $10 * interval '1 second'
                  FROM %s
                ON CONFLICT (merchant_id, key) DO NOTHING
                RETURNING merchant_id, created_at
                """.formatted(guard);
    }

    /**
     * Decides a pending operation and stores its answer: returns a row, or none if the claim was taken over meanwhile
     * (the fence). Takes the parameters $1 to $8 of {@link #settleParameters}.
     */
    public static final String SETTLE = settleAfter("");

    /**
     * {@link #SETTLE} for an operation whose claim is made under the lock of a business row: the same row has to be
     * locked here before the key's, or a retry that holds it and waits for the key would wait for ever.
     *
     * @param locked a CTE that locks, and has exactly one row; or empty
     */
    public static String settleAfter(String locked) {
        return """
            UPDATE idempotency_key k
               SET status = $4, progress = NULL, due_at = NULL,
                   response_status = $5, response_body = $6, resource = $7,
                   completed_at = clock.now, expires_at = clock.now + $8 * interval '1 second'
              FROM (SELECT now() AS now%s) clock
             WHERE k.merchant_id = $1 AND k.key = $2 AND k.status = 'PENDING' AND k.attempt = $3
            RETURNING k.merchant_id
            """.formatted(locked.isEmpty() ? "" : " FROM " + locked);
    }

    /** The parameters of {@link #claimDecided}; the operation's own begin at $14. */
    public List<Object> decidedParameters(Intent intent, Answer answer) {
        List<Object> parameters = claimParameters(intent, answer.resource());
        parameters.add(answer.succeeded() ? "SUCCEEDED" : "FAILED");
        parameters.add(answer.status());
        parameters.add(answer.body());
        parameters.add(seconds(config.keyRetention()));
        return parameters;
    }

    /** The parameters of {@link #claimPending}; the operation's own begin at $11. */
    public List<Object> pendingParameters(Intent intent, String resource) {
        List<Object> parameters = claimParameters(intent, resource);
        parameters.add(seconds(config.lease()));
        return parameters;
    }

    /** The parameters of {@link #SETTLE}; the operation's own begin at $9. */
    public List<Object> settleParameters(Claim claim, Answer answer) {
        var parameters = new ArrayList<Object>();
        parameters.add(claim.merchant());
        parameters.add(claim.key());
        parameters.add(claim.attempt());
        parameters.add(answer.succeeded() ? "SUCCEEDED" : "FAILED");
        parameters.add(answer.status());
        parameters.add(answer.body());
        parameters.add(answer.resource());
        parameters.add(seconds(config.keyRetention()));
        return parameters;
    }

    private static List<Object> claimParameters(Intent intent, String resource) {
        Fingerprint fingerprint = intent.fingerprint();
        var parameters = new ArrayList<Object>(24);
        parameters.add(intent.merchant());
        parameters.add(intent.key());
        parameters.add(intent.operationId());
        parameters.add(fingerprint.operation());
        parameters.add(fingerprint.version());
        parameters.add(Buffer.buffer(fingerprint.digest()));
        parameters.add(fingerprint.identity());
        parameters.add(intent.requestId());
        parameters.add(resource);
        return parameters;
    }

    /**
     * Runs one statement in a transaction of its own. A statement that lost to a serialization failure or a deadlock
     * had no effect and runs again, a bounded number of times.
     */
    private Uni<RowSet<Row>> run(String sql, List<Object> parameters) {
        return again(pool.preparedQuery(sql).execute(Tuple.tuple(parameters)));
    }

    private static <T> Uni<T> again(Uni<T> transaction) {
        return transaction.onFailure(KeyStore::isTransient).retry().atMost(TRANSIENT_RETRIES);
    }

    /**
     * Runs an operation's statement that begins with {@link #claimDecided} and returns the stored {@code
     * response_body}: the first answer is read from the row that every replay will be read from.
     *
     * @param guards as in {@link #first}
     * @return null if nothing was claimed
     */
    public Uni<Result> decide(String sql, List<Object> parameters, Intent intent, Answer answer, String... guards) {
        return commit(first(sql, parameters, executed(intent, answer), guards));
    }

    /**
     * {@link #decide} for a statement that begins with {@link #claimTogether}, and that inserts, and locks nothing else
     * than what it inserts.
     *
     * @param parameters of this request alone
     */
    public Uni<Result> decideTogether(
            String sql, List<Object> parameters, Intent intent, Answer answer, String... guards) {
        return commit(firstTogether(sql, intent.operationId(), parameters, executed(intent, answer), guards));
    }

    private static Function<Row, Result> executed(Intent intent, Answer answer) {
        return row -> Result.executed(
                intent.operationId(), new Answer(answer.status(), row.getString("response_body"), answer.resource()));
    }

    /**
     * Runs an operation's statement that begins with {@link #SETTLE} and returns one row for what it settled.
     *
     * @return the answer, or null if the claim was taken over meanwhile
     */
    public Uni<Answer> settle(String sql, List<Object> parameters, Answer answer) {
        return commit(first(sql, parameters, row -> answer));
    }

    private static <T> Uni<T> commit(Uni<T> statement) {
        return CrashPoint.BEFORE_COMMIT.chosen()
                ? statement
                        .onSubscription()
                        .invoke(() -> Context.newInstance(Vertx.currentContext())
                                .runOnContext(CrashPoint.BEFORE_COMMIT::reached))
                : statement;
    }

    /**
     * Runs an operation's statement, which returns one row if it took effect and none if it did not.
     *
     * @param effect what the row says
     * @param guards the constraints whose violation means that the business state refuses, and nothing was done
     * @return null if nothing was done
     */
    public <T> Uni<T> first(String sql, List<Object> parameters, Function<Row, T> effect, String... guards) {
        Uni<T> done = switch (config.statements()) {
            case WHOLE -> row(sql, parameters, effect);
            case STEPS -> again(steps.run(sql, parameters)).onItem().ifNotNull().transform(effect);
        };
        return unlessRefused(done, guards);
    }

    /**
     * {@link #first} for a statement that {@link GroupCommit} runs for a group of requests.
     *
     * @param operation this request's row is the one with this {@code operation_id}
     * @param parameters of this request alone
     */
    public <T> Uni<T> firstTogether(
            String sql, UUID operation, List<Object> parameters, Function<Row, T> effect, String... guards) {
        if (config.statements() == IdempotencyConfig.Statements.STEPS) {
            return first(sql, parameters, effect, guards);
        }
        GroupCommit group =
                groups.computeIfAbsent(new Group(sql, parameters.get(0)), together -> new GroupCommit(pool, sql));
        return unlessRefused(
                again(group.run(operation, parameters)).onItem().ifNotNull().transform(effect), guards);
    }

    /** Whose statements go together: no merchant waits for another one's, and no commit has the rows of two. */
    private record Group(String sql, Object merchant) {}

    private static <T> Uni<T> unlessRefused(Uni<T> done, String... guards) {
        return done.onFailure(failure -> violates(failure, guards)).recoverWithNull();
    }

    private <T> Uni<T> row(String sql, List<Object> parameters, Function<Row, T> effect) {
        return run(sql, parameters)
                .map(rows ->
                        rows.size() == 0 ? null : effect.apply(rows.iterator().next()));
    }

    /** A timestamp of a row. */
    public static Instant instant(Row row, String column) {
        return row.get(OffsetDateTime.class, column).toInstant();
    }

    /** Whether a statement failed, without effect, because one of these constraints refused. */
    private static boolean violates(Throwable failure, String... constraints) {
        return failure instanceof PgException pg && List.of(constraints).contains(String.valueOf(pg.getConstraint()));
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof PgException pg && TRANSIENT.contains(pg.getSqlState());
    }

    // ---------------------------------------------------------------- statements about keys alone

    private static final String REFUSE = claimDecided("");

    /** Claims a key only to remember that its operation was refused; null if somebody else has it. */
    Uni<Answer> refuse(Intent intent, Answer refusal) {
        return row(REFUSE, decidedParameters(intent, refusal), row -> refusal);
    }

    private static final String FIND = """
            SELECT operation_id, operation, fingerprint_version, fingerprint, identity, request_id,
                   attempt, progress, due_at <= now() AS lapsed, expires_at <= now() AS expired,
                   resource, response_status, response_body
              FROM idempotency_key
             WHERE merchant_id = $1 AND key = $2
            """;

    /**
     * The row that stands under a key, or null. A second statement on purpose: in the one that lost the claim, the
     * winner's row is not visible yet.
     */
    Uni<Standing> find(UUID merchant, String key) {
        return row(FIND, List.of(merchant, key), row -> standing(merchant, key, row));
    }

    private static Standing standing(UUID merchant, String key, Row row) {
        String operation = row.getString("operation");
        String progress = row.getString("progress");
        String resource = row.getString("resource");
        return new Standing(
                new Claim(
                        merchant,
                        key,
                        row.getUUID("operation_id"),
                        operation,
                        row.getInteger("attempt"),
                        row.getString("request_id")),
                new Fingerprint(
                        operation,
                        row.getInteger("fingerprint_version"),
                        row.getString("identity"),
                        row.getBuffer("fingerprint").getBytes()),
                progress == null ? null : Standing.Progress.valueOf(progress),
                Boolean.TRUE.equals(row.getBoolean("lapsed")),
                Boolean.TRUE.equals(row.getBoolean("expired")),
                resource,
                progress != null
                        ? null
                        : new Answer(row.getInteger("response_status"), row.getString("response_body"), resource));
    }

    private static final String TAKE_OVER = """
            UPDATE idempotency_key k
               SET attempt = k.attempt + 1, progress = 'RUNNING', due_at = clock.now + $4 * interval '1 second'
              FROM (SELECT now() AS now) clock
             WHERE k.merchant_id = $1 AND k.key = $2 AND k.status = 'PENDING' AND k.attempt = $3
               -- Judged again, here and by this clock: of all who saw the claim abandoned, one takes it over.
               AND (k.progress = 'UNDONE' OR k.progress = 'RUNNING' AND k.due_at <= clock.now)
            RETURNING k.attempt
            """;

    /** Makes an abandoned claim ours, under a new lease; null if somebody else was first. */
    Uni<Claim> takeOver(Claim left) {
        return row(
                TAKE_OVER,
                List.of(left.merchant(), left.key(), left.attempt(), seconds(config.lease())),
                row -> left.attempt(row.getInteger(0)));
    }

    private static final String LEAVE = """
            UPDATE idempotency_key k
               SET progress = $4, due_at = clock.now + $5 * interval '1 second'
              FROM (SELECT now() AS now) clock
             WHERE k.merchant_id = $1 AND k.key = $2 AND k.status = 'PENDING' AND k.attempt = $3
            """;

    /** Gives the work up undecided, its outcome unknown: recovery may ask at once. */
    public Uni<Void> leaveUnknown(Claim claim) {
        return leave(claim, Standing.Progress.UNKNOWN, Duration.ZERO);
    }

    /** Gives the work up provably undone: the client's retry may have it at once, recovery after one lease. */
    public Uni<Void> leaveUndone(Claim claim) {
        return leave(claim, Standing.Progress.UNDONE, config.lease());
    }

    private static final String POSTPONE = """
            UPDATE idempotency_key k
               SET progress = 'UNKNOWN',
                   due_at = clock.now + least(greatest($4::double precision * (clock.now - k.created_at),
                                                       $5 * interval '1 second'), $6 * interval '1 second')
              FROM (SELECT now() AS now) clock
             WHERE k.merchant_id = $1 AND k.key = $2 AND k.status = 'PENDING' AND k.attempt = $3
            """;

    /** Gives the work up still unknown: recovery may ask again after a pause. */
    public Uni<Void> postpone(Claim claim, Pause pause) {
        return run(
                        POSTPONE,
                        List.of(
                                claim.merchant(),
                                claim.key(),
                                claim.attempt(),
                                pause.share(),
                                seconds(pause.shortest()),
                                seconds(pause.longest())))
                .replaceWithVoid();
    }

    private static final String MERCHANTS_WITH_DUE_WORK = """
            SELECT DISTINCT merchant_id
              FROM idempotency_key
             WHERE merchant_id > $1 AND status = 'PENDING' AND due_at <= now()
             ORDER BY merchant_id
             LIMIT $2
            """;

    /** The next merchants above {@code after} with unfinished operations that nobody works on; locks nothing. */
    public Uni<List<UUID>> merchantsWithDueWork(UUID after, int limit) {
        return run(MERCHANTS_WITH_DUE_WORK, List.of(after, limit)).map(rows -> list(rows, row -> row.getUUID(0)));
    }

    private static final String TAKE_DUE = """
            WITH due AS (
                -- Those that another instance takes at this moment are skipped, not waited for.
                SELECT key FROM idempotency_key
                 WHERE merchant_id = $1 AND status = 'PENDING' AND due_at <= now()
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

    /** Takes over a merchant's unfinished operations that nobody works on, under a new lease. */
    public Uni<List<Claim>> takeDue(UUID merchant, int limit) {
        return run(TAKE_DUE, List.of(merchant, limit, seconds(config.lease())))
                .map(rows -> list(
                        rows,
                        row -> new Claim(
                                merchant,
                                row.getString("key"),
                                row.getUUID("operation_id"),
                                row.getString("operation"),
                                row.getInteger("attempt"),
                                row.getString("request_id"))));
    }

    private static final String COUNT_STUCK = """
            SELECT count(*) FROM idempotency_key
             WHERE merchant_id >= $1 AND status = 'PENDING' AND attempt >= $2
            """;

    /** How many unfinished operations of all merchants were begun that often. */
    public Uni<Long> countStuck(int attempts) {
        return row(COUNT_STUCK, List.of(new UUID(0, 0), attempts), row -> row.getLong(0));
    }

    private static final String NEXT_MERCHANT = """
            SELECT merchant_id FROM idempotency_key WHERE merchant_id > $1 ORDER BY merchant_id LIMIT 1
            """;

    /** The next merchant above {@code after} that has keys. */
    Uni<Optional<UUID>> nextMerchant(UUID after) {
        return row(NEXT_MERCHANT, List.of(after), row -> row.getUUID(0)).map(Optional::ofNullable);
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
        return row(
                REAP,
                List.of(merchant, from, seconds(config.keyTombstone()), limit),
                row -> new Reaped(row.getLong("keys"), row.getOffsetDateTime("last")));
    }

    /**
     * What one batch of the reaper did.
     *
     * @param keys how many it deleted
     * @param last when the youngest of them had expired, or null if there were none
     */
    record Reaped(long keys, OffsetDateTime last) {}

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> element) {
        var list = new ArrayList<T>(rows.size());
        rows.forEach(row -> list.add(element.apply(row)));
        return list;
    }

    private Uni<Void> leave(Claim claim, Standing.Progress progress, Duration pause) {
        return run(LEAVE, List.of(claim.merchant(), claim.key(), claim.attempt(), progress.name(), seconds(pause)))
                .replaceWithVoid();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
