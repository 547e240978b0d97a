/**
 * What the console needs to show what goes wrong elsewhere: a shop whose server knows no keys, and a second instance of the application
 * that dies at a chosen {@link dev.payonce.idempotency.CrashPoint} of a payment. In development and tests only
 * ({@code payonce.playground.enabled}); else {@code /playground} is not there.
 *
 * <p>Both are real. The shop without keys charges at the gateway, as often as it is asked. The instance that dies is another process on
 * the same database and gateway, started by the very command that started this one: {@code payonce-dev.jar} in development,
 * {@code quarkus-run.jar} where the application is packaged. The page talks to it through {@code PlaygroundResource}, as through
 * a balancer, and loses the connection when it dies.
 */
package dev.payonce.playground;
