package dev.payonce.trace;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What the application traces, in memory. */
@Singleton
public class Spans {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @Produces
    @Singleton
    SpanProcessor processor() {
        return SimpleSpanProcessor.create(exporter);
    }

    /** All that have ended. */
    public List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    /** Those of one trace. */
    List<SpanData> of(String trace) {
        return all().stream().filter(span -> span.getTraceId().equals(trace)).toList();
    }

    /** The first span of that kind, as soon as it has ended. */
    SpanData await(String what, Predicate<SpanData> wished) {
        Instant latest = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(latest)) {
            var found = all().stream().filter(wished).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no span is " + what);
    }
}
