/**
 * The idempotency of a command over HTTP: from the request's key to the response.
 *
 * <p>{@link dev.payonce.idempotency.http.Idempotent} is what a resource calls; {@link dev.payonce.idempotency.http.Answers} is
 * the table of answers; {@link dev.payonce.idempotency.http.KeyProblem} are the problems that a key can have; {@link
 * dev.payonce.idempotency.http.Host} is what the service around may say of itself, and need not.
 *
 * <p>Like its parent, the package imports nothing of its siblings.
 */
package dev.payonce.idempotency.http;
