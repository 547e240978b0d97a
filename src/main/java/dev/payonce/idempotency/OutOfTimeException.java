package dev.payonce.idempotency;

/** A request could not be begun within its time. It had no effect, or will have none: the client may send it again. */
public final class OutOfTimeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfTimeException() {
        super("not begun in time", null, false, false); // there will be many, and each from the same place
    }
}
