package dev.payonce.trace;

import dev.payonce.database.Rows;
import dev.payonce.idempotency.Claim;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/** Where the request was traced that began an operation: a {@code traceparent} in the key's row. */
@ApplicationScoped
class Origins {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final String TRACE_PARENT = "traceparent";

    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier.get(key);
        }
    };

    private final Pool pool;

    Origins(Pool pool) {
        this.pool = pool;
    }

    private static final String KEEP = """
            UPDATE idempotency_key SET trace_parent = $3 WHERE merchant_id = $1 AND operation_id = $2
            """;

    /** Keeps where an operation was begun. */
    Uni<Void> keep(Claim claim, SpanContext where) {
        var carrier = new HashMap<String, String>();
        W3C.inject(Context.root().with(Span.wrap(where)), carrier, Map::put);
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(claim.merchant(), claim.operationId(), carrier.get(TRACE_PARENT)))
                .replaceWithVoid();
    }

    private static final String FIND = """
            SELECT trace_parent FROM idempotency_key WHERE merchant_id = $1 AND operation_id = $2
            """;

    /** Where an operation was begun, or an invalid place if that is not known. Never fails. */
    Uni<SpanContext> find(Claim claim) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(claim.merchant(), claim.operationId()))
                .map(rows -> Rows.first(rows, row -> row.getString(0)))
                .map(Origins::read)
                .onFailure()
                .recoverWithItem(SpanContext.getInvalid());
    }

    private static SpanContext read(String traceParent) {
        return traceParent == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), Map.of(TRACE_PARENT, traceParent), GETTER))
                        .getSpanContext();
    }
}
