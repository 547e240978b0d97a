/**
 * Operations whose effect happens at the gateway, in three phases: the claim and the PENDING rows commit; the gateway
 * is called with no transaction open; its outcome, the answer and the business rows commit together. {@link
 * dev.payonce.settlement.Settlement} is the order of the phases, {@link dev.payonce.settlement.Effect} is what a
 * payment and a refund each do in them.
 */
package dev.payonce.settlement;
