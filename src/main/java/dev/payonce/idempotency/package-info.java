/**
 * What counts as the same operation, and what happens when it comes again.
 *
 * <p>Read in this order: {@link dev.payonce.idempotency.OperationKind} declares which fields of a request are its identity
 * and which are noise, now and in earlier versions; {@link dev.payonce.idempotency.Fingerprint} is what a request is
 * recognised by; {@link dev.payonce.idempotency.Intent} is one request under its key; {@link
 * dev.payonce.idempotency.Idempotency} takes an intent through claim, work and answer; {@link
 * dev.payonce.idempotency.KeyStore} calls the functions of the database below it; {@link
 * dev.payonce.idempotency.Result} is what came of it, one {@link dev.payonce.idempotency.Verdict} for every row of the table of answers.
 *
 * <p>An effect that happens elsewhere, where no transaction of ours reaches, goes through {@link
 * dev.payonce.idempotency.ThreePhase}: implement {@link dev.payonce.idempotency.Effect}, and {@link
 * dev.payonce.idempotency.Recovery} finds out what nobody knows, and {@link dev.payonce.idempotency.Notified} does so as soon as
 * the other side tells of it. {@link dev.payonce.idempotency.Abandoning} gives a key up.
 *
 * <p>The package knows nothing of payments and imports nothing of its siblings: copy it as it is, with {@link
 * dev.payonce.idempotency.http} and the tables and functions in {@code V2__idempotency.sql}, into another service
 * ({@code docs/copying.md}). {@code merchant} is the tenant; a service without tenants uses a constant.
 */
package dev.payonce.idempotency;
