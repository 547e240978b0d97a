package dev.payonce.problem;

import dev.payonce.idempotency.http.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document of each type, with all the members that come with it. */
public final class ProblemExample {

    private static final String REQUEST_ID = "019ab0c4-7a11-7c55-9d0e-5a2f3c1b7e90";
    private static final String ORDER = "/v1/orders/019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31";
    private static final String PAYMENT = "/v1/payments/019ab0c4-8c20-7b6e-9f3a-7c1d2e3f4a5b";
    private static final String REFUND = "/v1/refunds/019ab0c4-9d31-7c7f-8e2b-6b5a4c3d2e1f";
    private static final String OPERATION = "/v1/operations/019ab0c4-7a12-7d01-8a4f-1f0d6c2b9a31";

    private ProblemExample() {}

    /** The document's members as they are written. */
    public static Map<String, Object> of(ProblemType type) {
        Problem problem = Problem.of(type, type.title() + ".");
        Problem complete = switch (type) {
            case INVALID_REQUEST -> problem.with("violations", violation("amount", "must be from 1 to 999999999999"));
            case CARD_DATA_REFUSED -> problem.with("violations", violation("note", "must not contain a card number"));
            case IDEMPOTENCY_KEY_REUSED ->
                problem.with("differingFields", List.of("amount")).with("operation", OPERATION);
            case OPERATION_IN_PROGRESS, OPERATION_ABANDONED, GATEWAY_UNAVAILABLE ->
                problem.with("operation", OPERATION);
            case IDEMPOTENCY_KEY_EXPIRED -> problem.with("operation", OPERATION).with("resource", ORDER);
            case PAYMENT_DECLINED ->
                problem.with("failureCode", "card_declined").with("resource", PAYMENT);
            case REFUND_REFUSED -> problem.with("failureCode", "refund_refused").with("resource", REFUND);
            case REFUND_EXCEEDS_REMAINING -> problem.with("remaining", 2000).with("resource", PAYMENT);
            case ALREADY_EXECUTED,
                    DUPLICATE_OPERATION,
                    ORDER_NOT_PAYABLE,
                    ORDER_NOT_CANCELLABLE,
                    ORDER_NOT_PAID,
                    PAYMENT_PENDING,
                    AMOUNT_MISMATCH -> problem.with("resource", ORDER);
            case PAYMENT_NOT_REFUNDABLE, INSUFFICIENT_BALANCE -> problem.with("resource", PAYMENT);
            default -> problem;
        };
        return complete.document(REQUEST_ID);
    }

    /** As a map, which every writer of JSON knows, and one that has the same order in each process. */
    private static List<Map<String, String>> violation(String field, String message) {
        var violation = new LinkedHashMap<String, String>();
        violation.put("field", field);
        violation.put("message", message);
        return List.of(violation);
    }
}
