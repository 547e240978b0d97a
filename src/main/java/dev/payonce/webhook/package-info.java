/**
 * Tells a merchant's servers of {@linkplain dev.payonce.event events}, signed by the Standard Webhooks specification: at
 * least once, in no promised order, for three days.
 *
 * <p>{@code Dispatcher} makes deliveries of events and attempts them. Several instances do it side by side: whoever takes a
 * delivery has it for the time of a lease, and where the taker dies another one has it next. {@code WebhookClient} sends, to
 * addresses that {@code AddressPolicy} allows. {@code db/rules/R__7_webhooks.sql} has the rules.
 */
package dev.payonce.webhook;
