/**
 * What happened, for a merchant's own systems to hear of: {@code GET /v1/events}. An event is made by the rule that has the
 * effect, in its commit ({@code db/rules}), so there is one for each effect and none for a replay. Who decided it, a request
 * or recovery, makes no difference.
 *
 * <p>Until somebody reads, an event is a short row. What readers see, and the positions that they go by, are made when they
 * come: {@code db/rules/R__6_events.sql} says why none is ever skipped. {@link dev.payonce.event.Events} is what other packages read them by.
 */
package dev.payonce.event;
