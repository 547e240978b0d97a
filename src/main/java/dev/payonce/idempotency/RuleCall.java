package dev.payonce.idempotency;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One call of a function of the database, each argument by its name. Calls of one function that name the same arguments
 * are one statement, which is prepared once.
 */
public final class RuleCall {

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();
    private boolean first = true;
    private boolean decides;

    private RuleCall(String function) {
        this.sql =
                new StringBuilder(512).append("SELECT * FROM ").append(function).append('(');
    }

    /** A call on behalf of a merchant, which every function takes first. */
    public static RuleCall of(String function, Object merchant) {
        return new RuleCall(function).with("p_merchant", merchant);
    }

    /** Adds an argument. */
    public RuleCall with(String name, Object value) {
        name(name);
        placeholder(value);
        return this;
    }

    /** Adds what is asked for, as {@code p_intent}; {@code resource} is the path of what it makes or acts on, or null. */
    public RuleCall with(Intent intent, String resource) {
        Fingerprint fingerprint = intent.fingerprint();
        return composite(
                "p_intent",
                "intent",
                intent.key(),
                intent.operationId(),
                fingerprint.operation(),
                fingerprint.version(),
                Buffer.buffer(fingerprint.digest()),
                fingerprint.identity(),
                intent.requestId(),
                resource);
    }

    /** Adds an argument that has an element for each of a group. */
    public <T, V> RuleCall with(String name, List<T> group, Function<T, V> value, IntFunction<V[]> array) {
        V[] values = array.apply(group.size());
        for (int each = 0; each < values.length; each++) {
            values[each] = value.apply(group.get(each));
        }
        return with(name, values);
    }

    /** Adds an argument that has a text, or null, for each of a group. */
    public <T> RuleCall with(String name, List<T> group, Function<T, String> text) {
        return with(name, group, text, String[]::new);
    }

    /** Adds what a group asks for: requests of one merchant for one operation, each with the path of what it makes. */
    <T> RuleCall with(List<T> group, Function<T, Intent> intent, Function<T, String> resource) {
        Fingerprint any = intent.apply(group.get(0)).fingerprint();
        return with("p_operation", any.operation())
                .with("p_fingerprint_version", any.version())
                .with("p_keys", group, intent.andThen(Intent::key))
                .with("p_operation_ids", group, intent.andThen(Intent::operationId), UUID[]::new)
                .with(
                        "p_fingerprints",
                        group,
                        intent.andThen(Intent::fingerprint)
                                .andThen(Fingerprint::digest)
                                .andThen(Buffer::buffer),
                        Buffer[]::new)
                .with("p_identities", group, intent.andThen(Intent::fingerprint).andThen(Fingerprint::identity))
                .with("p_request_ids", group, intent.andThen(Intent::requestId))
                .with("p_resources", group, resource);
    }

    RuleCall with(Claim claim) {
        return composite("p_claim", "claim", claim.key(), claim.attempt());
    }

    RuleCall with(Answer answer, double kept) {
        decides();
        return composite("p_answer", "answer", answer.status(), answer.body(), kept);
    }

    /** Says that the call decides what it is about, and does not merely begin it. */
    public RuleCall decides() {
        decides = true;
        return this;
    }

    boolean isDecision() {
        return decides;
    }

    private RuleCall composite(String name, String type, Object... fields) {
        name(name);
        sql.append("ROW(");
        for (int field = 0; field < fields.length; field++) {
            sql.append(field == 0 ? "" : ", ");
            placeholder(fields[field]);
        }
        sql.append(")::").append(type);
        return this;
    }

    private void name(String name) {
        sql.append(first ? "" : ", ").append(name).append(" => ");
        first = false;
    }

    private void placeholder(Object value) {
        values.add(value);
        sql.append('$').append(values.size());
    }

    String sql() {
        return sql + ")";
    }

    Tuple arguments() {
        return Tuple.tuple(values);
    }
}
