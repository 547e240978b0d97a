package dev.payonce.problem;

import dev.payonce.idempotency.http.KeyProblem;
import dev.payonce.idempotency.http.ProblemKind;
import dev.payonce.idempotency.http.Retry;
import java.util.Locale;

/**
 * Every kind of problem this API answers with (RFC 9457). The {@linkplain #slug() slug} is the last part of the
 * problem's {@code type} and the name of the page that explains it, {@code /problems/<slug>}, in the words of
 * {@code templates/ProblemPages/words.html}. Those of the key come from {@link KeyProblem}.
 */
public enum ProblemType implements ProblemKind {
    INVALID_REQUEST(400, Retry.NEVER, "The request is not valid"),
    IDEMPOTENCY_KEY_MISSING(KeyProblem.IDEMPOTENCY_KEY_MISSING),
    IDEMPOTENCY_KEY_MALFORMED(KeyProblem.IDEMPOTENCY_KEY_MALFORMED),
    IDEMPOTENCY_KEY_AMBIGUOUS(KeyProblem.IDEMPOTENCY_KEY_AMBIGUOUS),
    IDEMPOTENCY_KEY_IN_URL(KeyProblem.IDEMPOTENCY_KEY_IN_URL),
    CARD_DATA_REFUSED(400, Retry.NEVER, "Card numbers are not accepted"),
    UNAUTHORIZED(401, Retry.NEVER, "A valid api key is required"),
    PAYMENT_DECLINED(402, Retry.NEW_KEY, "The payment was declined"),
    REFUND_REFUSED(402, Retry.NEW_KEY, "The refund was refused"),
    NOT_FOUND(404, Retry.NEVER, "There is no such resource"),
    METHOD_NOT_ALLOWED(405, Retry.NEVER, "The resource does not support this method"),
    NOT_ACCEPTABLE(406, Retry.NEVER, "The resource has no representation that you accept"),
    OPERATION_IN_PROGRESS(KeyProblem.OPERATION_IN_PROGRESS),
    OPERATION_ABANDONED(KeyProblem.OPERATION_ABANDONED),
    ALREADY_EXECUTED(409, Retry.NEVER, "The operation was already executed"),
    ORDER_NOT_PAYABLE(409, Retry.NEVER, "The order cannot be paid"),
    ORDER_NOT_CANCELLABLE(409, Retry.NEVER, "The order cannot be cancelled"),
    ORDER_NOT_PAID(409, Retry.NEW_KEY, "The order is not paid"),
    RECEIPT_REFUSED(409, Retry.NEW_KEY, "The mail server refused the receipt"),
    PAYMENT_PENDING(409, Retry.NEW_KEY, "Another payment of this order is undecided"),
    PAYMENT_NOT_REFUNDABLE(409, Retry.NEVER, "The payment cannot be refunded"),
    REFUND_EXCEEDS_REMAINING(409, Retry.NEW_KEY, "The refund exceeds what remains of the payment"),
    AMOUNT_MISMATCH(409, Retry.NEW_KEY, "Amount or currency is not the order's"),
    INSUFFICIENT_BALANCE(409, Retry.NEW_KEY, "The balance does not cover the amount"),
    DUPLICATE_OPERATION(409, Retry.NEVER, "The reference belongs to an earlier operation"),
    IDEMPOTENCY_KEY_EXPIRED(KeyProblem.IDEMPOTENCY_KEY_EXPIRED),
    BODY_TOO_LARGE(413, Retry.NEVER, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, Retry.NEVER, "The request body must be application/json"),
    IDEMPOTENCY_KEY_REUSED(KeyProblem.IDEMPOTENCY_KEY_REUSED),
    TOO_MANY_REQUESTS(429, Retry.SAME_KEY, "Too many requests"),
    INTERNAL_ERROR(500, Retry.SAME_KEY, "Something went wrong on our side"),
    GATEWAY_UNAVAILABLE(503, Retry.SAME_KEY, "The payment gateway is not available"),
    SERVICE_UNAVAILABLE(KeyProblem.SERVICE_UNAVAILABLE);

    private final int status;
    private final Retry retry;
    private final String title;

    ProblemType(int status, Retry retry, String title) {
        this.status = status;
        this.retry = retry;
        this.title = title;
    }

    ProblemType(KeyProblem problem) {
        this(problem.status(), problem.retry(), problem.title());
    }

    /** The type with this {@link #slug()}. */
    public static ProblemType of(String slug) {
        return valueOf(slug.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String slug() {
        return ProblemKind.slugOf(this);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Retry retry() {
        return retry;
    }
}
