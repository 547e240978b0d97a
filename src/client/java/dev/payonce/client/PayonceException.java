package dev.payonce.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever goes wrong, by {@link #code()}, with which the message begins, with what is known of the intent's effect. */
public final class PayonceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Code {
        /** {@link Decision#FAILED}. */
        FAILED,
        /** {@link Decision#REFUSED}. */
        REFUSED,
        /** {@link Decision#MISMATCH}; see {@link #differingFields()}. */
        MISMATCH,
        /** {@link Decision#EXPIRED}. */
        EXPIRED,
        /** A bound was reached before there was a definitive answer; sending again goes on with the same key. */
        GAVE_UP,
        /** The thread was interrupted; the key is kept. */
        ABORTED,
        /** The arguments cannot be sent. */
        INVALID,
        /** The clock says what is no time. */
        CLOCK,
        /** The stored key cannot be read, but may have been sent: find out what happened, then forget it. */
        CORRUPT,
        /** The stored key is older than the server's memory: find out what happened, then forget it. */
        STALE
    }

    /** Whether an effect can be ruled out. */
    public enum Effect {
        NONE,
        UNKNOWN
    }

    private final Code code;
    private final Effect effect;
    private final String intentId;
    private final int attempts;
    private final int status;
    private final transient ObjectNode problem;

    PayonceException(
            Code code, String message, Effect effect, String intentId, int attempts, int status, ObjectNode problem) {
        super(code + ": " + message);
        this.code = code;
        this.effect = effect;
        this.intentId = intentId;
        this.attempts = attempts;
        this.status = status;
        this.problem = problem;
    }

    PayonceException(Code code, String message) {
        this(code, message, Effect.NONE, null, 0, 0, null);
    }

    static PayonceException invalid(String why) {
        return new PayonceException(Code.INVALID, "Not sent: " + why + ".");
    }

    static PayonceException unsure(Code code, String intentId, String why) {
        String message = "Not sent: " + why + ". Find out what happened, then call forget(intentId).";
        return new PayonceException(code, message, Effect.UNKNOWN, intentId, 0, 0, null);
    }

    public Code code() {
        return code;
    }

    public Effect effect() {
        return effect;
    }

    /** For {@link PayonceClient#forget}. */
    public Optional<String> intentId() {
        return Optional.ofNullable(intentId);
    }

    public int attempts() {
        return attempts;
    }

    /** The last answer's, 0 if there was none. */
    public int status() {
        return status;
    }

    /** The problem document that stopped the sending. */
    public Optional<ObjectNode> problem() {
        return Optional.ofNullable(problem);
    }

    /** Names of the fields that are not those the key was first used with. */
    public List<String> differingFields() {
        List<String> names = new ArrayList<>();
        if (problem != null) {
            for (JsonNode name : problem.path("differingFields")) {
                names.add(name.asText());
            }
        }
        return names;
    }
}
