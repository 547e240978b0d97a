package dev.payonce.openapi;

import static dev.payonce.problem.ProblemType.AMOUNT_MISMATCH;
import static dev.payonce.problem.ProblemType.DUPLICATE_OPERATION;
import static dev.payonce.problem.ProblemType.INSUFFICIENT_BALANCE;
import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.ORDER_NOT_CANCELLABLE;
import static dev.payonce.problem.ProblemType.ORDER_NOT_PAID;
import static dev.payonce.problem.ProblemType.ORDER_NOT_PAYABLE;
import static dev.payonce.problem.ProblemType.PAYMENT_DECLINED;
import static dev.payonce.problem.ProblemType.PAYMENT_NOT_REFUNDABLE;
import static dev.payonce.problem.ProblemType.PAYMENT_PENDING;
import static dev.payonce.problem.ProblemType.RECEIPT_REFUSED;
import static dev.payonce.problem.ProblemType.REFUND_EXCEEDS_REMAINING;
import static dev.payonce.problem.ProblemType.REFUND_REFUSED;

import dev.payonce.problem.ProblemType;
import java.util.Arrays;
import java.util.List;

/** Every operation of the API in words, with an example of what is sent and of what is answered. */
enum Described {
    PLACE_ORDER(
            "POST /v1/orders",
            "Place an order",
            "The order is `OPEN`: it can be paid or cancelled. Items are a multiset, so their order does not matter. A "
                    + "`reference` can be used once, even after its key expires, and by a cancelled order, too: the same one "
                    + "under another key is a `duplicate-operation`.",
            """
            {"customer": "cus_ada", "currency": "EUR", "items": [{"sku": "tea-100g", "quantity": 2, "unitPrice": 1200}],
             "reference": "2026-000123", "note": "Leave it at the door", "metadata": {"channel": "web"}}""",
            201,
            Examples.ORDER,
            DUPLICATE_OPERATION),
    CANCEL_ORDER(
            "POST /v1/orders/{id}/cancel",
            "Cancel an order",
            "Only an `OPEN` order can be cancelled. Cancelling a cancelled one changes nothing and is answered with 200. "
                    + "The body may be left out.",
            """
            {"reason": "Ordered twice by mistake"}""",
            200,
            Examples.CANCELLED_ORDER,
            NOT_FOUND,
            ORDER_NOT_CANCELLABLE),
    GET_ORDER("GET /v1/orders/{id}", "Read an order", "", Examples.ORDER, NOT_FOUND),
    LIST_ORDERS(
            "GET /v1/orders",
            "List orders",
            "Newest first. With a `reference`, the one order that has it, or none; `status` narrows that, too.",
            Examples.page(Examples.ORDER)),
    PAY_ORDER(
            "POST /v1/orders/{id}/payments",
            "Pay an order",
            "Charges the order's total through the gateway. While the outcome is unknown the answer is 202 with the "
                    + "payment `PENDING`: ask again under the same key, and never under a new one. A declined payment "
                    + "is a 402, and the order is `OPEN` again for another attempt under a new key.",
            """
            {"amount": 2400, "currency": "EUR", "paymentMethod": "pm_ok", "description": "Tea"}""",
            201,
            Examples.PAYMENT,
            PAYMENT_DECLINED,
            NOT_FOUND,
            ORDER_NOT_PAYABLE,
            PAYMENT_PENDING,
            DUPLICATE_OPERATION,
            AMOUNT_MISMATCH),
    GET_PAYMENT("GET /v1/payments/{id}", "Read a payment", "", Examples.PAYMENT, NOT_FOUND),
    LIST_PAYMENTS(
            "GET /v1/orders/{id}/payments",
            "List the payments of an order",
            "Newest first, failed ones included.",
            Examples.page(Examples.PAYMENT),
            NOT_FOUND),
    REFUND_PAYMENT(
            "POST /v1/payments/{id}/refunds",
            "Refund a payment",
            "`PARTIAL` gives back the `amount` named. `FULL` gives back what remains when it is first executed, and names "
                    + "no amount. Two equal partial refunds under two keys are two refunds, unless they share a "
                    + "`reference`; a refund that failed sets its own free. While the outcome is unknown the answer is 202 with the refund `PENDING`.",
            """
            {"kind": "PARTIAL", "amount": 400, "reference": "return-17", "reason": "One bag was torn"}""",
            201,
            Examples.REFUND,
            REFUND_REFUSED,
            NOT_FOUND,
            PAYMENT_NOT_REFUNDABLE,
            REFUND_EXCEEDS_REMAINING,
            INSUFFICIENT_BALANCE,
            DUPLICATE_OPERATION),
    GET_REFUND("GET /v1/refunds/{id}", "Read a refund", "", Examples.REFUND, NOT_FOUND),
    LIST_REFUNDS(
            "GET /v1/payments/{id}/refunds",
            "List the refunds of a payment",
            "Newest first, failed ones included. With a `reference`, the one refund that has it, or none: one that "
                    + "failed has set its reference free.",
            Examples.page(Examples.REFUND),
            NOT_FOUND),
    MAKE_TRANSFER(
            "POST /v1/transfers",
            "Transfer money out of the balance",
            "Pays a recipient out of the available balance, which never falls below zero. The same amount to another "
                    + "recipient is another operation.",
            """
            {"recipient": "acct_supplier", "amount": 1500, "currency": "EUR", "reference": "payout-9",
             "memo": "November"}""",
            201,
            Examples.TRANSFER,
            INSUFFICIENT_BALANCE,
            DUPLICATE_OPERATION),
    GET_TRANSFER("GET /v1/transfers/{id}", "Read a transfer", "", Examples.TRANSFER, NOT_FOUND),
    LIST_TRANSFERS(
            "GET /v1/transfers",
            "List transfers",
            "Newest first. With a `reference`, the one transfer that has it, or none.",
            Examples.page(Examples.TRANSFER)),
    GET_BALANCES(
            "GET /v1/balances",
            "Read the balances",
            "One for each currency; `captured = refunded + transferred + available`, always. `refunded` counts pending "
                    + "refunds, whose money is spoken for.",
            """
            {"data": [{"currency": "EUR", "captured": 2400, "refunded": 400, "transferred": 1500, "available": 500}]}"""),
    GET_OPERATION_BY_KEY(
            "GET /v1/operations/current",
            "Look an operation up by its key",
            "The key goes into the header, as with the operation itself, and is never part of a URL.",
            Examples.DECIDED_OPERATION,
            NOT_FOUND,
            ProblemType.IDEMPOTENCY_KEY_MISSING,
            ProblemType.IDEMPOTENCY_KEY_MALFORMED,
            ProblemType.IDEMPOTENCY_KEY_AMBIGUOUS),
    ABANDON_OPERATION(
            "POST /v1/operations/current/abandon",
            "Give an operation up by its key",
            "Makes sure that what was asked under the key has not happened and never will, or says that it has. Nothing stood "
                    + "under the key: it is `ABANDONED`, and a request that arrives late is refused. The outcome was unknown: "
                    + "the gateway is asked, and told never to execute it. Doing it again gives the same answer.",
            Examples.ABANDONED_OPERATION,
            ProblemType.IDEMPOTENCY_KEY_MISSING,
            ProblemType.IDEMPOTENCY_KEY_MALFORMED,
            ProblemType.IDEMPOTENCY_KEY_AMBIGUOUS,
            ProblemType.OPERATION_IN_PROGRESS,
            ProblemType.ALREADY_EXECUTED,
            ProblemType.GATEWAY_UNAVAILABLE),
    GET_OPERATION(
            "GET /v1/operations/{id}",
            "Look an operation up by its id",
            "Its id is in the `operation` link of the answers under its key. The key itself is never shown.",
            Examples.DECIDED_OPERATION,
            NOT_FOUND),
    LIST_OPERATIONS(
            "GET /v1/operations",
            "List operations",
            "Those that are undecided first, newest first, then the others, last decided first; with `status=PENDING` those "
                    + "that are undecided alone.",
            Examples.page(Examples.DECIDED_OPERATION)),
    GET_SEMANTICS(
            "GET /v1/semantics",
            "Read what counts as the same operation",
            "Every field of every request: IDENTITY, whose value makes the operation what it is, or NOISE, which may differ "
                    + "between two sendings of one operation; each with the reason. A request that comes again is "
                    + "compared in the `version` that its key was stored with, whatever counts by then. `x-idempotency` in "
                    + "this document is made from the same declarations.",
            """
            {"version": 1, "operations": [{"operation": "order.cancel", "version": 1, "route": "POST /v1/orders/{id}/cancel",
             "identity": ["order"], "noise": ["reason", "clientNonce", "clientTimestamp"], "reasons": {"order": "Another order.",
             "reason": "Why, not what: the order is cancelled or it is not."},
             "rule": "only an OPEN order; cancelling a cancelled one is a 200 no-op"}]}"""),
    COMPARE(
            "POST /semantics/compare",
            "Compare two requests",
            "Whether a key would take the two for the same operation, decided by the code that decides in earnest. Nothing is "
                    + "claimed or looked up, and no api key is needed. `body` is a JSON object, or a string with the very "
                    + "text that would be sent. A side that is not a valid request has a `problem`, and `same` is null then.",
            """
            {"left": {"operation": "order.cancel", "resource": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31", "body": {}},
             "right": {"operation": "order.cancel", "resource": "019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31",
             "body": {"reason": "Ordered twice by mistake"}}}""",
            200,
            Examples.COMPARISON),
    SEND_RECEIPT(
            "POST /v1/orders/{id}/receipts",
            "Send a receipt",
            "Mails a receipt for a paid order. No transaction is needed for that, so Redis guards it: a repetition under "
                    + "the key is answered `ALREADY_SENT`, and a sending that failed may run again at once. What the mail "
                    + "server refuses for good is a `receipt-refused`, which the key keeps. The domain of the address may "
                    + "be outside ASCII, the name before the @ may not.",
            """
            {"email": "ada@example.com"}""",
            200,
            """
            {"status": "SENT"}""",
            NOT_FOUND,
            ORDER_NOT_PAID,
            RECEIPT_REFUSED),
    RECONCILE(
            "GET /v1/reconciliation",
            "Compare the books with the gateway's statement",
            "Entry by entry, over what moved at or after `from` and before `to`. An empty `breaks` means that both agree. At "
                    + "most 10 000 are listed, those with the lowest references; `truncated` says that there are more, and "
                    + "a shorter period shows them. A period with more than some hundred thousand entries is a 503, since they cannot be "
                    + "compared in a request's time: ask day by day. Asked in the middle of the day, it may list a movement whose answer "
                    + "is on its way to us, as `STATUS_DIFFERS` with ours `PENDING`: the next time it is gone, or "
                    + "somebody should look at it.",
            """
            {"matched": 2, "breaks": [], "truncated": false}"""),
    LIST_EVENTS(
            "GET /v1/events",
            "List events",
            "What happened, in the order of its happening: an event for each effect, none for a replay. To follow, ask with "
                    + "`after` set to the `nextCursor` of the page before, which is the id of its last event, for ever: what "
                    + "commits later comes later, and none is skipped. A page that is empty has a `nextCursor` of null: nothing "
                    + "has followed yet, so ask again with the same `after`. `data` is the resource as it was answered then. "
                    + "Events are kept for 30 days, unless configured otherwise; an `after` older than that goes on with the "
                    + "oldest that is kept.",
            Examples.page(Examples.EVENT, "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b")),
    PUT_WEBHOOK_ENDPOINT(
            "PUT /v1/webhook-endpoints/{name}",
            "Say what a webhook endpoint is",
            "Makes it, or makes it what is said here; doing it again changes nothing, which is why no idempotency key is needed. It "
                    + "is told of what happens from then on, `types` alone or all, by a POST of the event as `GET /v1/events` "
                    + "shows it, signed by the Standard Webhooks specification: at least once, in no promised order, for three "
                    + "days. `secret` is `whsec_` and 24 to 64 bytes in base 64; without one, it is made here, and an existing "
                    + "endpoint keeps its own. Another one rotates it: for 24 hours deliveries are signed by both. The address "
                    + "has to be public, each time its name is looked up, and redirects are not followed. While an endpoint is "
                    + "`DISABLED` events wait for it; a receiver that answers 410 disables it.",
            """
            {"url": "https://shop.example/payonce", "types": ["payment.succeeded", "payment.failed"]}""",
            201,
            Examples.WEBHOOK_ENDPOINT),
    LIST_WEBHOOK_ENDPOINTS(
            "GET /v1/webhook-endpoints",
            "List webhook endpoints",
            "Newest first.",
            Examples.page(Examples.WEBHOOK_ENDPOINT)),
    GET_WEBHOOK_ENDPOINT(
            "GET /v1/webhook-endpoints/{name}", "Read a webhook endpoint", "", Examples.WEBHOOK_ENDPOINT, NOT_FOUND),
    DELETE_WEBHOOK_ENDPOINT(
            "DELETE /v1/webhook-endpoints/{name}",
            "Delete a webhook endpoint",
            "Nothing more is delivered to it. One that is made under its name later begins with what happens then.",
            null,
            NOT_FOUND),
    GET_WEBHOOK_SECRET(
            "GET /v1/webhook-endpoints/{name}/secret",
            "Read what a webhook endpoint's deliveries are signed with",
            "Not to be cached. One that was replaced is not shown any more.",
            """
            {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}""",
            NOT_FOUND),
    LIST_WEBHOOK_DELIVERIES(
            "GET /v1/webhook-endpoints/{name}/deliveries",
            "List what was delivered to a webhook endpoint",
            "Newest event first, kept as long as the event. `DEAD` is what could not be delivered for three days; "
                    + "`PUT .../position` delivers it again.",
            Examples.page("""
            {"eventId": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b", "type": "payment.succeeded", "status": "DELIVERED", "attempts": 2,
             "createdAt": "2026-11-23T08:00:04.400000Z", "lastAttemptAt": "2026-11-23T08:00:09.100000Z",
             "nextAttemptAt": null, "responseStatus": 200, "failure": null}"""),
            NOT_FOUND),
    SET_WEBHOOK_POSITION(
            "PUT /v1/webhook-endpoints/{name}/position",
            "Deliver all that follows an event, again if need be",
            "For a receiver that lost what it had taken. What was made before the endpoint is delivered, too, as long as events "
                    + "are kept. Receivers know a repeated event by its `webhook-id`.",
            """
            {"after": "019ab0c4-8ca0-7e01-9b7a-2c3d4e5f6a7b"}""",
            200,
            Examples.WEBHOOK_ENDPOINT,
            NOT_FOUND),
    CREATE_MERCHANT(
            "POST /admin/merchants",
            "Make a merchant",
            "Answers its api key, this once: only a digest of it is kept. Where no `ADMIN_TOKEN` is configured the path does "
                    + "not exist. No idempotency key is needed: a merchant whose key was lost on the way harms nobody.",
            """
            {"name": "Ada's teas"}""",
            201,
            """
            {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8d", "name": "Ada's teas",
             "apiKey": "sk_2v7ZkLq0t6mXwB3nR8sYdC5fG1hJ4kP9aQeUiOoTzVw"}""",
            NOT_FOUND),
    CREATE_API_KEY(
            "POST /admin/merchants/{merchant}/api-keys",
            "Make another api key of a merchant",
            "Answers the key, this once: only a digest of it is kept. All keys of a merchant see the same orders and "
                    + "idempotency keys. To replace a key, make another, switch to it, then revoke the old one. The body may be "
                    + "left out.",
            """
            {"name": "till 4"}""",
            201,
            """
            {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8e", "name": "till 4",
             "apiKey": "sk_9aQeUiOoTzVw2v7ZkLq0t6mXwB3nR8sYdC5fG1hJ4kP", "createdAt": "2026-11-23T10:15:30.123456Z"}""",
            NOT_FOUND),
    LIST_API_KEYS(
            "GET /admin/merchants/{merchant}/api-keys",
            "List the api keys of a merchant",
            "Newest first, revoked ones included, without the keys themselves. `lastUsedAt` is true to within some seconds.",
            Examples.page("""
            {"id": "019ab0c4-6b00-7a10-8c2d-3e4f5a6b7c8e", "name": "till 4", "createdAt": "2026-11-23T10:15:30.123456Z",
             "lastUsedAt": "2026-11-23T12:00:00Z", "revokedAt": null}"""),
            NOT_FOUND),
    REVOKE_API_KEY(
            "DELETE /admin/merchants/{merchant}/api-keys/{id}",
            "Revoke an api key",
            "From then on it is answered 401, within five seconds by every instance, a replay under it included. Revoking it "
                    + "again changes nothing. What was done with it stands, and so do the merchant's idempotency keys.",
            null,
            NOT_FOUND);

    final String route;
    final String summary;
    final String description;

    /** What is sent, or null where nothing is. */
    final String request;

    final int status;

    /** What is answered, or null where nothing is. */
    final String answer;

    final List<ProblemType> problems;

    /** The schema of what a POST or a PUT answers with; a GET's signature shows it. */
    final String resource;

    Described(
            String route,
            String summary,
            String description,
            String request,
            int status,
            String answer,
            ProblemType... problems) {
        this.route = route;
        this.summary = summary;
        this.description = description;
        this.request = request;
        this.status = status;
        this.answer = answer;
        this.problems = List.of(problems);
        this.resource = request == null ? null : resource(route);
    }

    Described(String route, String summary, String description, String answer, ProblemType... problems) {
        this(route, summary, description, null, answer == null ? 204 : 200, answer, problems);
    }

    private static String resource(String route) {
        return switch (route) {
            case "POST /v1/orders", "POST /v1/orders/{id}/cancel" -> "Order";
            case "POST /v1/orders/{id}/payments" -> "Payment";
            case "POST /v1/payments/{id}/refunds" -> "Refund";
            case "POST /v1/transfers" -> "Transfer";
            case "POST /v1/orders/{id}/receipts" -> "Receipt";
            case "PUT /v1/webhook-endpoints/{name}", "PUT /v1/webhook-endpoints/{name}/position" -> "WebhookEndpoint";
            case "POST /semantics/compare" -> "Comparison";
            case "POST /admin/merchants" -> "CreatedMerchant";
            case "POST /admin/merchants/{merchant}/api-keys" -> "CreatedApiKey";
            default -> throw new IllegalArgumentException(route);
        };
    }

    /** Whether it is an operation under an idempotency key: every POST under /v1 is, but for the one that gives keys up. */
    boolean isCommand() {
        return route.startsWith("POST /v1/") && this != ABANDON_OPERATION;
    }

    /** Whether it changes nothing. */
    boolean isRead() {
        return route.startsWith("GET ");
    }

    /** Whether anybody may call it, without an api key. */
    boolean isOpen() {
        return this == COMPARE;
    }

    /** Whether a merchant's requests are counted, where they are limited. */
    boolean isLimited() {
        return !isOpen() && !route.contains("/admin/");
    }

    /** Whether its answers are stored, as all are but those that Redis guards. */
    boolean isRemembered() {
        return isCommand() && this != SEND_RECEIPT;
    }

    /** Whether it shows a secret, which nothing on the way may keep. */
    boolean showsASecret() {
        return this == CREATE_MERCHANT || this == CREATE_API_KEY || this == GET_WEBHOOK_SECRET;
    }

    /** Whether it asks the gateway, so that the outcome may be unknown for a while. */
    boolean mayBeUnknown() {
        return this == PAY_ORDER || this == REFUND_PAYMENT;
    }

    /** The operation behind a route; the build fails for one that nobody described. */
    static Described of(String route) {
        return Arrays.stream(values())
                .filter(each -> each.route.equals(route))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(route + " is not described in " + Described.class));
    }
}
