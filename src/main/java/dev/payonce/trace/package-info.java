/**
 * What OpenTelemetry and the log are told of operations. Off by default ({@code quarkus.otel.sdk.disabled}), and then nothing
 * of it is in a request's way.
 *
 * <p>Quarkus traces requests, statements and calls of the gateway by itself. {@link dev.payonce.trace.Traces} adds what it cannot
 * know: a replay is linked to the request that was first, recovery to the request that left the work, and requests that share a
 * statement to that statement. For that the first request's place is kept in the key's row, in a statement of its own beside the
 * request, and only where the trace is recorded at all. {@link dev.payonce.trace.Discretion} keeps out of spans what is none of an
 * observer's business.
 */
package dev.payonce.trace;
