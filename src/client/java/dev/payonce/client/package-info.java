/**
 * The client's half of idempotency, in Java: one intent, one key, one effect. The rules are those of the browser SDK
 * ({@code /sdk/payonce.js}), and {@code client-vectors.json} holds both to them, byte for byte.
 *
 * <p>It has a jar of its own and needs Jackson alone. Start with {@link dev.payonce.client.PayonceClient}. The crash harness and
 * the benchmarks send with it; whatever they have to remember of a request, an {@link dev.payonce.client.AttemptObserver} is
 * told.
 */
package dev.payonce.client;
