package dev.payonce.trace;

import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Onlooker;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Links what belongs together and happens apart: a replay and its original, recovery and what it recovers, a shared statement. */
@Singleton
class Traces implements Onlooker {

    private static final String OPERATION = "payonce.operation.name";
    private static final String OPERATION_ID = "payonce.operation.id";
    private static final String SHARED_BY = "payonce.shared_by";
    private static final Logger LOG = Logger.getLogger(Traces.class);

    private final boolean off;
    private final Tracer tracer;
    private final Origins origins;
    private final Vertx vertx;

    Traces(
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off,
            Tracer tracer,
            Origins origins,
            Vertx vertx) {
        this.off = off;
        this.tracer = tracer;
        this.origins = origins;
        this.vertx = vertx;
    }

    /** Nobody waits for the place to be kept: a replay that is quicker has no link, and nothing else. */
    @Override
    public void claimed(Claim claim) {
        if (off) {
            return;
        }
        Span span = Span.current();
        describe(span, claim);
        if (span.getSpanContext().isSampled()) {
            apart().runOnContext(there -> origins.keep(claim, span.getSpanContext())
                    .subscribe()
                    .with(kept -> {}, failure -> LOG.debugf("%s is not linked: %s", claim, failure)));
        }
    }

    @Override
    public <T> Uni<T> met(Claim standing, Uni<T> answer) {
        if (off) {
            return answer;
        }
        Span span = Span.current();
        describe(span, standing);
        return span.isRecording()
                ? origins.find(standing).invoke(origin -> link(span, origin)).chain(() -> answer)
                : answer;
    }

    /** On a context of its own, which has this trace and no other's. */
    @Override
    public <T> Uni<T> resumed(Claim left, Uni<T> work) {
        if (off) {
            return work;
        }
        Context back = Vertx.currentContext();
        return Uni.createFrom().emitter(emitter -> {
            Context there = apart();
            there.runOnContext(on -> origins.find(left)
                    .chain(origin -> recorded(there, recovery(left, origin), work))
                    .subscribe()
                    .with(
                            item -> back.runOnContext(home -> emitter.complete(item)),
                            failure -> back.runOnContext(home -> emitter.fail(failure))));
        });
    }

    private Span recovery(Claim left, SpanContext origin) {
        SpanBuilder span = tracer.spanBuilder("recover " + left.operation()).setNoParent();
        if (origin.isValid()) {
            span.addLink(origin);
        }
        Span begun = span.startSpan();
        describe(begun, left);
        return begun;
    }

    /** The statement stands in the first one's trace, and is linked from and to those of the others. */
    @Override
    public <T> Uni<T> shared(List<Context> requests, Uni<T> statement) {
        if (off || requests.size() == 1) {
            return statement;
        }
        Context first = Vertx.currentContext();
        return Uni.createFrom().deferred(() -> {
            Span span = tracer.spanBuilder("shared statement")
                    .setAttribute(SHARED_BY, requests.size())
                    .startSpan();
            for (Context request : requests) {
                Span other = spanOf(request);
                if (request != first && other.isRecording()) {
                    link(span, other.getSpanContext());
                    link(other, span.getSpanContext());
                }
            }
            return recorded(first, span, statement);
        });
    }

    private static Span spanOf(Context request) {
        var traced = QuarkusContextStorage.getOtelContext(request);
        return traced == null ? Span.getInvalid() : Span.fromContext(traced);
    }

    /** Does some work within a span. What fails says so, and not why: messages may quote what was sent. */
    private static <T> Uni<T> recorded(Context where, Span span, Uni<T> work) {
        Scope scope = QuarkusContextStorage.INSTANCE.attach(
                where, io.opentelemetry.context.Context.current().with(span));
        return work.onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR))
                .onTermination()
                .invoke(() -> {
                    scope.close();
                    span.end();
                });
    }

    private static void link(Span span, SpanContext other) {
        if (other.isValid()) {
            span.addLink(other);
        }
    }

    private static void describe(Span span, Claim claim) {
        if (claim.operation() != null) { // else it was given up unused
            span.setAttribute(OPERATION, claim.operation());
        }
        span.setAttribute(OPERATION_ID, claim.operationId().toString());
    }

    private Context apart() {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        return context;
    }
}
