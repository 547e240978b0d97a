/**
 * What the gateway tells of itself, at {@code POST /gateway/events}: that something has become of a payment or refund.
 *
 * <p>{@link dev.payonce.notice.NoticeResource} takes a notice in, {@code Signatures} sees that it is the gateway's and new,
 * {@code Notices} that its id counts once. A notice moves no money: it is a reason to ask the gateway at once, as recovery
 * would later, and what is booked is the gateway's answer ({@link dev.payonce.idempotency.Notified}). So it does no harm that
 * a notice may be late, out of order, about something else, or never come.
 */
package dev.payonce.notice;
