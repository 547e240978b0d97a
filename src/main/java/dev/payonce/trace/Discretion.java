package dev.payonce.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Keeps out of traces what does not belong there. In a path or query that somebody made up there may be anything, a key for
 * instance, and an address is a person's; the route and the operation tell what a trace is asked for. Statements of jobs that
 * nobody asked for are no traces of their own.
 */
@Singleton
class Discretion implements SpanProcessor, AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    /** As the semantic conventions write it. */
    private static final String REDACTED = "REDACTED";

    private static final List<AttributeKey<String>> NOBODYS_BUSINESS = List.of(
            AttributeKey.stringKey("url.path"),
            AttributeKey.stringKey("url.query"),
            AttributeKey.stringKey("client.address"),
            AttributeKey.stringKey("user_agent.original"));

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        for (AttributeKey<String> attribute : NOBODYS_BUSINESS) {
            if (span.getAttribute(attribute) != null) {
                span.setAttribute(attribute, REDACTED);
            }
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // nothing is left to be said
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addSamplerCustomizer((configured, properties) -> new OnlyWhatWasAsked(configured));
    }

    /** Leaves out a call of ours that belongs to no trace. */
    private record OnlyWhatWasAsked(Sampler configured) implements Sampler {

        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            return kind == SpanKind.CLIENT
                            && !Span.fromContext(parent).getSpanContext().isValid()
                    ? SamplingResult.drop()
                    : configured.shouldSample(parent, traceId, name, kind, attributes, links);
        }

        @Override
        public String getDescription() {
            return "OnlyWhatWasAsked{" + configured.getDescription() + "}";
        }
    }
}
