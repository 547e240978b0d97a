package dev.payonce.openapi;

import java.util.Map;
import java.util.Optional;

/**
 * What the fields of answers mean. A name means one thing in the whole API, so each is described once; where a field is
 * special, its own {@code @Schema(description)} says so. The fields of commands are described by their declarations.
 */
final class Words {

    private static final Map<String, String> FIELDS = Map.ofEntries(
            // of every resource
            Map.entry("id", "The id."),
            Map.entry("status", "How it stands."),
            Map.entry("createdAt", "When it was made."),
            Map.entry("name", "What it is called."),
            // lists
            Map.entry("data", "The entries."),
            Map.entry("nextCursor", "The `cursor` of the next page; null on the last one."),
            // commerce
            Map.entry("customer", "Who ordered."),
            Map.entry("currency", "An ISO 4217 code."),
            Map.entry("total", "The sum of quantity times unit price over the items, in minor units."),
            Map.entry("amount", "In minor units."),
            Map.entry("amountRefunded", "Minor units that executed refunds gave back."),
            Map.entry("items", "The lines of the order, as they were first sent."),
            Map.entry("reference", "The merchant's own number; null where none was sent."),
            Map.entry("note", "As it was sent, or null."),
            Map.entry("memo", "As it was sent, or null."),
            Map.entry("metadata", "As it was first sent, digit by digit, or null."),
            Map.entry("orderId", "The order that was paid."),
            Map.entry("paymentId", "The payment that is refunded."),
            Map.entry("paymentMethod", "What was charged."),
            Map.entry("failureCode", "Why it failed, or null."),
            Map.entry("gatewayReference", "The gateway's id of the charge; null until it succeeded."),
            Map.entry("kind", "Of which kind it is."),
            Map.entry("recipient", "Who was paid."),
            // balances
            Map.entry("captured", "Minor units that succeeded payments brought in."),
            Map.entry(
                    "refunded",
                    "Minor units that refunds gave back, pending ones included: their money is spoken for."),
            Map.entry("transferred", "Minor units that transfers paid out."),
            Map.entry("available", "Minor units that are left; never below zero."),
            // operations
            Map.entry("operation", "The operation's name, for instance `payment.create`."),
            Map.entry("identity", "What makes the operation what it is."),
            Map.entry("attempts", "How often the work was begun, by a client or by recovery."),
            Map.entry(
                    "needsAttention",
                    "Whether it is undecided after so many attempts that a person should look at it."),
            Map.entry("completedAt", "When it was decided; null until then."),
            Map.entry("expiresAt", "Until when its key is answered; null while it is undecided."),
            Map.entry("resource", "The path of what it made or acted on, or null."),
            Map.entry("responseStatus", "The HTTP status of its answer; null while it is undecided."),
            // what counts as the same
            Map.entry("version", "The version of the fingerprints that are made by it."),
            Map.entry("operations", "An entry for each operation."),
            Map.entry("route", "Method and path."),
            Map.entry("noise", "The fields that may differ between two sendings of one operation."),
            Map.entry("reasons", "Why each field counts, or why it does not."),
            Map.entry("rule", "What holds even after the key is gone."),
            Map.entry("same", "Null where a side is not a valid request, so that the question does not arise."),
            Map.entry("left", "The one side."),
            Map.entry("right", "The other side."),
            Map.entry("fields", "The declared fields, one by one; empty where a side is not valid."),
            Map.entry("differingFields", "The identity fields that differ: those that a 422 would name."),
            Map.entry("explanation", "The same in a sentence."),
            Map.entry("canonical", "The text that the fingerprint is taken over; null for what is not valid."),
            Map.entry("fingerprint", "The digest in hexadecimal; null for what is not valid."),
            Map.entry("problem", "What it would be refused with; null for what is valid."),
            Map.entry("field", "The field's name."),
            Map.entry("differs", "Whether the values differ."),
            Map.entry("writtenDifferently", "Whether one value is merely spelled in two ways."),
            Map.entry("reason", "Why the field counts, or why it does not."),
            // reconciliation
            Map.entry("matched", "How many movements on the gateway's statement our books show alike."),
            Map.entry("breaks", "Where the two do not agree, in the order of the references."),
            Map.entry("truncated", "Whether there are more breaks than are listed."),
            Map.entry("ours", "What our books say; null if they do not know it."),
            Map.entry("theirs", "What the gateway's statement says; null if it does not show it."),
            // events
            Map.entry("type", "Of which type it is."),
            Map.entry("requestId", "The id of the request that asked for it."),
            Map.entry("eventId", "The event's id, and the `webhook-id` of every attempt."),
            Map.entry("url", "The address that deliveries are posted to."),
            Map.entry("types", "The events that it is told of; null for all."),
            Map.entry("secret", "`whsec_` and 24 to 64 bytes in base 64."),
            Map.entry("after", "The id of an event: all that follow it are delivered, again if need be."),
            Map.entry("lastAttemptAt", "Null before the first attempt."),
            Map.entry("nextAttemptAt", "Null unless it is `PENDING`."),
            Map.entry("failure", "Why the last attempt failed, or null."),
            // merchants
            Map.entry("apiKey", "The api key, shown this once: only its digest is kept."),
            Map.entry("lastUsedAt", "True to within some seconds; null where it was never used."),
            Map.entry("revokedAt", "Since when it is refused; null while it is not."));

    private Words() {}

    /** The meaning of a field; the build fails for one that is described nowhere. */
    static String of(String field) {
        return Optional.ofNullable(FIELDS.get(field))
                .orElseThrow(
                        () -> new IllegalStateException("the field " + field + " is not described in " + Words.class));
    }
}
