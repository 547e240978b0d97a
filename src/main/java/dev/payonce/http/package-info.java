/**
 * What holds for every request, whichever capability answers it: an id ({@code X-Request-ID}), a bounded body, and
 * one form for everything that goes wrong.
 *
 * <p>Whatever is thrown on the way becomes a {@link dev.payonce.idempotency.http.Problem} in one place ({@code Problems}),
 * and every problem is written in one place ({@link dev.payonce.idempotency.http.ProblemDocuments}), so that no stack trace
 * and no class name can reach a client by another way. A resource that refuses a request throws {@link
 * dev.payonce.http.ProblemException}.
 *
 * <p>A resource names its body parameter {@code body}: a violation's field is then the field's path in the JSON, and
 * empty where the body as a whole is meant.
 */
package dev.payonce.http;
