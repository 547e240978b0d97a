package dev.payonce.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What came of an intent.
 *
 * @param verdict which row of the table of answers
 * @param operationId the operation that holds the key, or null where that keeps no row
 * @param answer for EXECUTED, REPLAYED and UNKNOWN what to tell the client, else null
 * @param dueIn for UNKNOWN how soon recovery may look at it, else null
 * @param originalRequestId for a replay the request that was first, else null
 * @param resource for EXPIRED the path of what the operation made or acted on, or null
 * @param differingFields for MISMATCH the names of the identity fields that differ, else empty
 */
public record Result(
        Verdict verdict,
        UUID operationId,
        Answer answer,
        Duration dueIn,
        String originalRequestId,
        String resource,
        List<String> differingFields) {

    public static Result executed(UUID operationId, Answer answer) {
        return new Result(Verdict.EXECUTED, operationId, answer, null, null, answer.resource(), List.of());
    }

    public static Result unknown(UUID operationId, Answer asItStands, Duration dueIn) {
        return new Result(Verdict.UNKNOWN, operationId, asItStands, dueIn, null, asItStands.resource(), List.of());
    }

    public static Result notExecuted(UUID operationId) {
        return new Result(Verdict.NOT_EXECUTED, operationId, null, null, null, null, List.of());
    }

    public static Result inProgress(UUID operationId) {
        return new Result(Verdict.IN_PROGRESS, operationId, null, null, null, null, List.of());
    }

    public static Result replayed(UUID operationId, Answer first, String originalRequestId) {
        return new Result(Verdict.REPLAYED, operationId, first, null, originalRequestId, first.resource(), List.of());
    }

    public static Result mismatch(UUID operationId, List<String> differingFields) {
        return new Result(Verdict.MISMATCH, operationId, null, null, null, null, differingFields);
    }

    public static Result abandoned(UUID operationId) {
        return new Result(Verdict.ABANDONED, operationId, null, null, null, null, List.of());
    }

    static Result of(Verdict verdict, KeyRecord standing) {
        return new Result(
                verdict,
                standing.claim().operationId(),
                standing.answer(),
                null,
                standing.claim().requestId(),
                standing.resource(),
                List.of());
    }
}
