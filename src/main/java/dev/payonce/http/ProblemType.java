package dev.payonce.http;

/**
 * Every kind of problem this API answers with (RFC 9457). The {@linkplain #slug() slug} is the last part of the
 * problem's {@code type} and the name of the page that explains it, {@code /problems/<slug>}.
 */
public enum ProblemType {
    INVALID_REQUEST(400, Retry.NEVER, "The request is not valid"),
    IDEMPOTENCY_KEY_MISSING(400, Retry.NEVER, "An idempotency key is required"),
    IDEMPOTENCY_KEY_MALFORMED(400, Retry.NEVER, "The idempotency key is malformed"),
    IDEMPOTENCY_KEY_AMBIGUOUS(400, Retry.NEVER, "The request carries different idempotency keys"),
    IDEMPOTENCY_KEY_IN_URL(400, Retry.NEVER, "An idempotency key must not be sent in the URL"),
    UNAUTHORIZED(401, Retry.NEVER, "A valid api key is required"),
    PAYMENT_DECLINED(402, Retry.NEW_KEY, "The payment was declined"),
    REFUND_REFUSED(402, Retry.NEW_KEY, "The refund was refused"),
    NOT_FOUND(404, Retry.NEVER, "There is no such resource"),
    METHOD_NOT_ALLOWED(405, Retry.NEVER, "The resource does not support this method"),
    NOT_ACCEPTABLE(406, Retry.NEVER, "The resource has no representation that you accept"),
    OPERATION_IN_PROGRESS(409, Retry.SAME_KEY, "The operation under this key is running"),
    ORDER_NOT_PAYABLE(409, Retry.NEVER, "The order cannot be paid"),
    ORDER_NOT_CANCELLABLE(409, Retry.NEVER, "The order cannot be cancelled"),
    ORDER_NOT_PAID(409, Retry.NEW_KEY, "The order is not paid"),
    PAYMENT_PENDING(409, Retry.NEW_KEY, "Another payment of this order is undecided"),
    PAYMENT_NOT_REFUNDABLE(409, Retry.NEVER, "The payment cannot be refunded"),
    REFUND_EXCEEDS_REMAINING(409, Retry.NEW_KEY, "The refund exceeds what remains of the payment"),
    AMOUNT_MISMATCH(409, Retry.NEW_KEY, "Amount or currency is not the order's"),
    INSUFFICIENT_BALANCE(409, Retry.NEW_KEY, "The balance does not cover the amount"),
    DUPLICATE_OPERATION(409, Retry.NEVER, "The reference belongs to an earlier operation"),
    IDEMPOTENCY_KEY_EXPIRED(410, Retry.NEVER, "The idempotency key has expired"),
    BODY_TOO_LARGE(413, Retry.NEVER, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, Retry.NEVER, "The request body must be application/json"),
    IDEMPOTENCY_KEY_REUSED(422, Retry.NEW_KEY, "The idempotency key belongs to another operation"),
    TOO_MANY_REQUESTS(429, Retry.SAME_KEY, "Too many requests"),
    INTERNAL_ERROR(500, Retry.SAME_KEY, "Something went wrong on our side"),
    GATEWAY_UNAVAILABLE(503, Retry.SAME_KEY, "The payment gateway is not available"),
    SERVICE_UNAVAILABLE(503, Retry.SAME_KEY, "The service is not available at the moment");

    private final int status;
    private final Retry retry;
    private final String title;

    ProblemType(int status, Retry retry, String title) {
        this.status = status;
        this.retry = retry;
        this.title = title;
    }

    public String slug() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The relative URI that identifies the type; it can be opened. */
    public String uri() {
        return "/problems/" + slug();
    }

    public int status() {
        return status;
    }

    public Retry retry() {
        return retry;
    }

    public String title() {
        return title;
    }
}
