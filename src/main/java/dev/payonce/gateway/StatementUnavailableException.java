package dev.payonce.gateway;

/** The gateway's statement could not be read to its end, or is not in order. Reading it again is harmless. */
public final class StatementUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StatementUnavailableException(String why) {
        super("The gateway's statement is not available: " + why);
    }
}
