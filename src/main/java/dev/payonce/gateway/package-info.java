/**
 * The payment gateway, seen from our side: {@link dev.payonce.gateway.Gateway} is what the rest of the application
 * calls, {@link dev.payonce.gateway.GatewayOutcome} is all it can learn, and {@code HttpGateway} gets the one from
 * the other over HTTP.
 *
 * <p><b>What this package is careful about.</b> An answer moves an order to paid or sets it free again, so an answer is
 * believed only if it is whole, valid JSON, small, and about exactly what was asked: our reference, our amount, our
 * currency, a status that makes sense there. Everything else is {@link dev.payonce.gateway.GatewayOutcome.Unknown}.
 * {@link dev.payonce.gateway.GatewayOutcome.NotExecuted} is claimed in two cases alone: no byte of the request left
 * (no connection could be had), or the gateway itself says so, with 503 and a body that names our reference and
 * {@code NOT_EXECUTED}. A bare 503 may come from a proxy that had passed the request on before it lost the answer,
 * which proves nothing.
 *
 * <p><b>Nothing is sent twice.</b> One call is one request: no retry, no redirect, no pipelining. A kept connection that
 * the gateway closed meanwhile may fail a request; that one is {@code Unknown} too, since the bytes may have been read.
 * Idle connections are therefore dropped early.
 *
 * <p><b>What the gateway tells unasked</b> ({@link dev.payonce.gateway.GatewayNotice}) says only what to ask about.
 *
 * <p><b>Time.</b> {@code payonce.gateway.timeout} covers the whole exchange: waiting for a connection, connecting,
 * sending, and the last byte of the answer. Nothing here blocks.
 *
 * <p>The wire protocol is described in {@code dev.payonce.simulator}, which is the other end of it in development and
 * tests. Neither package imports the other, for they run in different processes elsewhere.
 */
package dev.payonce.gateway;
