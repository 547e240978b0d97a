/**
 * Everything that goes wrong, in one form. {@code Problems} says which {@link dev.payonce.idempotency.http.Problem} a failure
 * is, and {@code ProblemResponses} writes it, so that no stack trace and no class name reaches a client by another way. A
 * resource that refuses a request throws {@link dev.payonce.problem.ProblemException}; {@link dev.payonce.problem.ProblemType}
 * lists the kinds, each with its page.
 */
package dev.payonce.problem;
