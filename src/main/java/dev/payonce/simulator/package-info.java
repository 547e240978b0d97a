/**
 * A payment gateway to develop, test and measure against: it keeps its promises as a good gateway does, and breaks the
 * connection as bad networks do, on demand. It is part of the same jar and mounted at {@code /simulator} where
 * {@code payonce.simulator.enabled} ({@code PAYONCE_SIMULATOR}) is true; elsewhere the path answers 404. It may run in a
 * process of its own, beside the application's or on another database, and be killed at any moment: everything it
 * decided is in PostgreSQL, schema {@code simulator}, before it is answered, and what it does later it derives from the
 * database's clock, never from a timer.
 *
 * <p><b>The protocol.</b> JSON over HTTP, without authentication. {@code reference} is a UUID that the caller chose: the
 * idempotency key. {@code amount} is in minor units.
 *
 * <pre>{@code
 * POST /simulator/charges                   {reference, amount, currency, paymentMethod}
 * POST /simulator/refunds                   {reference, charge, amount, currency}
 * GET  /simulator/outcomes/{reference}
 * POST /simulator/outcomes/{reference}/bar
 *      200 {reference, status, id, failureCode, amount, currency, executedAt}, without what does not apply
 *          EXECUTED        the money moved; id, executedAt
 *          REFUSED         it never will; failureCode
 *          UNDER_WAY       it will
 *          BARRED          it never did and never will; after the bar, and to a charge or refund that comes too late
 *          NEVER_HEARD_OF  to an inquiry alone
 *      400 the request makes no sense
 *      409 the reference is another request's (other type, amount, currency, method or charge)
 *      500 the simulator's own trouble: whether anything was executed is unknown
 *      503 {reference, status: NOT_EXECUTED}: and nothing was executed
 * GET  /simulator/statement?reference=&from=&to=&limit=&cursor=
 *      200 {entries: [{id, type: CHARGE|REFUND, reference, amount, currency, paymentMethod, executedAt}], nextCursor}
 *          what really moved, executed at or after from and before to, in the order of the references, at most
 *          limit (1 to 1000, default 1000) after the reference cursor; nextCursor only where more may follow
 * GET  /simulator/notices
 * PUT  /simulator/notices                   {lose, forge, reorder, duplicates, delayMillis}, all optional
 *      200 {faults, sent: [{id, reference, status}]}   what was told lately; see below
 * }</pre>
 *
 * <p>A request under a reference that is known gets the outcome that stands, however often it comes; a bar and a charge
 * under one reference exclude each other. What a payment method makes of a charge and of its refunds stands in
 * {@code Behaviour}.
 *
 * <p><b>Its notices.</b> What it decided about a charge or refund it tells besides, as
 * {@code POST} of {@code {type, timestamp, data: {account, reference, status, ...}}} signed by the Standard Webhooks
 * specification, where {@code GATEWAY_WEBHOOK_SECRET} is set: to {@code PAYONCE_SIMULATOR_NOTICES_URL}, or to its own
 * process. A bar is not told of, since who bars has the answer. Notices are the one thing that is not durable: a process that
 * dies loses those that it has not sent. They can be lost, forged, duplicated, delayed and put out of order on demand,
 * until that is changed again ({@code NoticeFaults}).
 *
 * <p>From the top down: {@code SimulatorResource} (HTTP) calls {@code Simulator} (what happens), which calls
 * {@code SimulatorStore} (SQL).
 */
package dev.payonce.simulator;
