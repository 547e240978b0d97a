package dev.payonce.problem;

import dev.payonce.idempotency.http.ExplainedProblem;
import dev.payonce.idempotency.http.KeyProblem;
import dev.payonce.idempotency.http.Retry;
import java.util.Locale;

/**
 * Every kind of problem this API answers with (RFC 9457). The {@linkplain #slug() slug} is the last part of the
 * problem's {@code type} and the name of the page that explains it, {@code /problems/<slug>}. Those of the key come from
 * {@link KeyProblem}.
 */
public enum ProblemType implements ExplainedProblem {
    INVALID_REQUEST(
            400,
            Retry.NEVER,
            "The request is not valid",
            "Something in the request is not what the API takes: JSON that cannot be read, a field that "
                    + "is unknown, missing, given twice, of the wrong type or out of range, or a query parameter "
                    + "that is not valid. Nothing was executed, and no idempotency key was used up.",
            "Read violations: each names a field and what it must be. Correct the request; you may use "
                    + "the same key, since nothing is remembered under it. An unknown field is often a misspelt "
                    + "one: it is refused so that it cannot be ignored in silence."),
    IDEMPOTENCY_KEY_MISSING(KeyProblem.IDEMPOTENCY_KEY_MISSING),
    IDEMPOTENCY_KEY_MALFORMED(KeyProblem.IDEMPOTENCY_KEY_MALFORMED),
    IDEMPOTENCY_KEY_AMBIGUOUS(KeyProblem.IDEMPOTENCY_KEY_AMBIGUOUS),
    IDEMPOTENCY_KEY_IN_URL(KeyProblem.IDEMPOTENCY_KEY_IN_URL),
    CARD_DATA_REFUSED(
            400,
            Retry.NEVER,
            "Card numbers are not accepted",
            "The fields in violations contain a card number, in one piece or in groups of digits. Card data does "
                    + "not belong here: what is sent is stored and shown again. Nothing was executed or stored, and no "
                    + "idempotency key was used up.",
            "Send the token that your payment provider gave you instead of the card number, and at most the last four "
                    + "digits in a note. If the number only looks like a card number, send it as reference or sku, "
                    + "which are not searched. You may use the same key."),
    UNAUTHORIZED(
            401,
            Retry.NEVER,
            "A valid api key is required",
            "The request has no api key, more than one, or one that belongs to nobody, any longer or at all; under /admin "
                    + "the same holds of the admin token, and at /gateway/events of the gateway's signature. Nothing was "
                    + "executed.",
            "Send Authorization: Bearer and your api key. Check that the key is complete, and that it was "
                    + "made on this installation: keys of a test system are unknown in production. Your idempotency "
                    + "key was not used up."),
    PAYMENT_DECLINED(
            402,
            Retry.NEW_KEY,
            "The payment was declined",
            "The payment gateway refused the charge for good, or never executed it and was barred from "
                    + "doing so later. No money moved and none will; the order is open again. failureCode says why, "
                    + "resource is the failed payment.",
            "Tell the payer the reason in failureCode and let them choose: another payment method, or "
                    + "another attempt. Either is a new payment of the same order, under a new idempotency key. The "
                    + "old key keeps this answer."),
    REFUND_REFUSED(
            402,
            Retry.NEW_KEY,
            "The refund was refused",
            "The payment gateway refused the refund for good, or never executed it and was barred from "
                    + "doing so later. No money moved; the amount can be refunded again. failureCode says why, "
                    + "resource is the failed refund.",
            "Look at failureCode. Where another attempt makes sense, request a new refund under a new "
                    + "idempotency key; else settle with the customer by another way."),
    NOT_FOUND(
            404,
            Retry.NEVER,
            "There is no such resource",
            "Nothing is at this path for you: the route is unknown, or the id in it is of no resource of "
                    + "yours. Another merchant's resources look the same as none at all.",
            "Check the path, the id, and whose api key you use. Take an id from an answer or its Location "
                    + "header; never make one up. Where the route exists and the request carried an idempotency "
                    + "key, that key keeps this answer: correct the path and take a new key."),
    METHOD_NOT_ALLOWED(
            405,
            Retry.NEVER,
            "The resource does not support this method",
            "The path exists, but not with this method. Nothing was executed.",
            "The header Allow names the methods that the path has. Most of the time a POST was meant for "
                    + "the collection and a GET for the single resource."),
    NOT_ACCEPTABLE(
            406,
            Retry.NEVER,
            "The resource has no representation that you accept",
            "The header Accept rules out everything that the path can answer. Nothing was executed.",
            "Send Accept: application/json, application/problem+json, or leave the header out. The pages "
                    + "about problems are text/html."),
    OPERATION_IN_PROGRESS(KeyProblem.OPERATION_IN_PROGRESS),
    OPERATION_ABANDONED(KeyProblem.OPERATION_ABANDONED),
    ALREADY_EXECUTED(
            409,
            Retry.NEVER,
            "The operation was already executed",
            "The operation that was to be abandoned has taken effect and cannot be abandoned any more. resource is "
                    + "what it made or acted on.",
            "Get resource to see what happened. To undo it, cancel the order or refund the payment, under a new "
                    + "idempotency key."),
    ORDER_NOT_PAYABLE(
            409,
            Retry.NEVER,
            "The order cannot be paid",
            "The order is paid already, or was refunded or cancelled, and takes no further payment. "
                    + "Nothing was charged by this request.",
            "Get the order and look at its status. If it is paid, there is nothing left to do, and the "
                    + "customer must not be asked to pay again. If it was cancelled, create a new order."),
    ORDER_NOT_CANCELLABLE(
            409,
            Retry.NEVER,
            "The order cannot be cancelled",
            "Only an order that is OPEN can be cancelled. This one is paid or refunded, or a payment of "
                    + "it is still undecided.",
            "Get the order and look at its status. A paid order is undone by refunding its payment. While "
                    + "a payment is pending, wait until it is decided, then decide anew, under a new key."),
    ORDER_NOT_PAID(
            409,
            Retry.NEW_KEY,
            "The order is not paid",
            "A receipt can be sent only for an order that is paid, and this one is not, or not yet. "
                    + "Nothing was sent.",
            "Pay the order first. If its payment is pending, wait until it has succeeded. Then ask for "
                    + "the receipt under a new idempotency key."),
    RECEIPT_REFUSED(
            409,
            Retry.NEW_KEY,
            "The mail server refused the receipt",
            "The mail server refused the letter for good, usually because the address does not exist. Nothing was "
                    + "sent, and the key keeps this answer: an address that is wrong does not become right. resource "
                    + "is the order.",
            "Check the address with the customer, and ask for the receipt under a new idempotency key. Do not try "
                    + "the same address again and again: mail servers take that for abuse."),
    PAYMENT_PENDING(
            409,
            Retry.NEW_KEY,
            "Another payment of this order is undecided",
            "A payment of this order, made under another key, is not decided yet. To charge again now "
                    + "could charge twice, so this request charged nothing.",
            "Follow the payment in resource until it is SUCCEEDED or FAILED, which takes seconds, rarely "
                    + "minutes. If it failed, pay again under a new idempotency key; if it succeeded, the order is "
                    + "paid."),
    PAYMENT_NOT_REFUNDABLE(
            409,
            Retry.NEVER,
            "The payment cannot be refunded",
            "Only a payment that has succeeded can be refunded, as long as something of it remains. This "
                    + "one is undecided, has failed or is refunded in full.",
            "Get the payment and look at status and amountRefunded. A failed one took no money. A pending "
                    + "one has to be decided first. A payment refunded in full needs nothing more."),
    REFUND_EXCEEDS_REMAINING(
            409,
            Retry.NEW_KEY,
            "The refund exceeds what remains of the payment",
            "The amount is more than what remains of the payment after its earlier refunds, those still "
                    + "undecided included. Nothing was refunded by this request. remaining says how much there is.",
            "Check first whether the refund you want was made already, under another key: list the "
                    + "payment's refunds. If not, request at most remaining, or a refund of kind FULL, under a new "
                    + "idempotency key."),
    AMOUNT_MISMATCH(
            409,
            Retry.NEW_KEY,
            "Amount or currency is not the order's",
            "A payment pays its order exactly, and this request names another amount or another currency "
                    + "than the order has. Nothing was charged.",
            "Get the order, and take amount and currency from its total and currency. If the customer saw "
                    + "another price, sort that out first. Then pay under a new idempotency key."),
    INSUFFICIENT_BALANCE(
            409,
            Retry.NEW_KEY,
            "The balance does not cover the amount",
            "Your available balance in this currency is smaller than the amount. Nothing was transferred.",
            "GET /v1/balances says what is available. Transfer less, or wait for further payments; either "
                    + "is a new attempt under a new idempotency key."),
    DUPLICATE_OPERATION(
            409,
            Retry.NEVER,
            "The reference belongs to an earlier operation",
            "An earlier operation, made under another idempotency key, has this reference. It has been carried out or "
                    + "is under way, so this request executed nothing, whatever else it asked for. resource is what "
                    + "the earlier operation made.",
            "Get resource. If it is what you wanted, you are done. If it is something else, give this one a reference "
                    + "of its own, and a new key. If it is PENDING and fails later, it had no effect: its reference is "
                    + "free again then, for a request under a new key. What was done and later undone, as a cancelled "
                    + "order, keeps its reference."),
    IDEMPOTENCY_KEY_EXPIRED(KeyProblem.IDEMPOTENCY_KEY_EXPIRED),
    BODY_TOO_LARGE(
            413,
            Retry.NEVER,
            "The request body is too large",
            "A request body has at most 65536 bytes (64 KiB), sent at once or in chunks. This one has "
                    + "more. Nothing was executed, and the connection is closed.",
            "Make the body smaller: metadata and notes are the usual cause. Keep large data on your side "
                    + "and send a reference to it. Your idempotency key was not used up."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            Retry.NEVER,
            "The request body must be application/json",
            "The header Content-Type names something else than JSON, or is missing beside a body. Nothing "
                    + "was executed.",
            "Send the body as JSON in UTF-8 with Content-Type: application/json. Some HTTP clients send a "
                    + "form or plain text unless told otherwise. Your idempotency key was not used up."),
    IDEMPOTENCY_KEY_REUSED(KeyProblem.IDEMPOTENCY_KEY_REUSED),
    TOO_MANY_REQUESTS(
            429,
            Retry.SAME_KEY,
            "Too many requests",
            "You sent more requests than this installation takes from one merchant in a time, or more wrong "
                    + "credentials than it takes from one address. This one was not looked at.",
            "Wait as long as Retry-After says, then send it again under the same key. Back off further "
                    + "when it happens again, with some randomness, so that many clients do not return at one "
                    + "moment."),
    INTERNAL_ERROR(
            500,
            Retry.SAME_KEY,
            "Something went wrong on our side",
            "The server met an error that nobody foresaw. Whether the request took effect before that is "
                    + "not certain, but the idempotency key knows.",
            "Send the same request again under the same key, never under a new one: if it took effect, it "
                    + "will not again. If the problem stays, report the value of instance, under which our log has "
                    + "the details."),
    GATEWAY_UNAVAILABLE(
            503,
            Retry.SAME_KEY,
            "The payment gateway is not available",
            "The payment gateway could not be reached, or said that it cannot work at the moment. A payment or refund "
                    + "provably had no effect, and its key is free to run again. What was to be abandoned stands as it "
                    + "stood: whether it was executed could not be found out.",
            "Wait as long as Retry-After says, then send the same request again under the same key. A payer who waits "
                    + "for a payment may be told that nothing has been charged."),
    SERVICE_UNAVAILABLE(KeyProblem.SERVICE_UNAVAILABLE);

    private final Text text;

    ProblemType(int status, Retry retry, String title, String whatHappened, String whatToDo) {
        this.text = new Text(status, retry, title, whatHappened, whatToDo);
    }

    ProblemType(KeyProblem problem) {
        this.text = problem.text();
    }

    /** The type with this {@link #slug()}. */
    public static ProblemType of(String slug) {
        return valueOf(slug.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public Text text() {
        return text;
    }
}
