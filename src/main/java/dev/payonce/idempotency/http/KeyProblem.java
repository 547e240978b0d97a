package dev.payonce.idempotency.http;

/** The kinds of problem that a request has with its key, whatever it asks for. */
public enum KeyProblem implements ProblemKind {
    IDEMPOTENCY_KEY_MISSING(400, Retry.NEVER, "An idempotency key is required"),
    IDEMPOTENCY_KEY_MALFORMED(400, Retry.NEVER, "The idempotency key is malformed"),
    IDEMPOTENCY_KEY_AMBIGUOUS(400, Retry.NEVER, "The request carries different idempotency keys"),
    IDEMPOTENCY_KEY_IN_URL(400, Retry.NEVER, "An idempotency key must not be sent in the URL"),
    OPERATION_IN_PROGRESS(409, Retry.SAME_KEY, "The operation under this key is running"),
    OPERATION_ABANDONED(409, Retry.NEW_KEY, "The operation under this key was abandoned"),
    IDEMPOTENCY_KEY_EXPIRED(410, Retry.NEVER, "The idempotency key has expired"),
    IDEMPOTENCY_KEY_REUSED(422, Retry.NEW_KEY, "The idempotency key belongs to another operation"),
    SERVICE_UNAVAILABLE(503, Retry.SAME_KEY, "The service is not available at the moment");

    private final int status;
    private final Retry retry;
    private final String title;

    KeyProblem(int status, Retry retry, String title) {
        this.status = status;
        this.retry = retry;
        this.title = title;
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
