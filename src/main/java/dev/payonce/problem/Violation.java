package dev.payonce.problem;

import dev.payonce.idempotency.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * One thing wrong with a request.
 *
 * @param field the path of the field in the JSON body, for instance {@code items[0].quantity}, or the name of a query
 *     parameter; empty where the body as a whole is meant
 * @param message completes a sentence that begins with the field's name
 */
@RegisterForReflection
public record Violation(String field, String message) {

    /** How much of a request a message quotes: enough to recognise it by. */
    static final int LONGEST_QUOTE = 100;

    public Violation {
        field = cut(field);
    }

    public static Problem problem(List<Violation> violations) {
        return problem(ProblemType.INVALID_REQUEST, violations);
    }

    public static Problem problem(ProblemType type, List<Violation> violations) {
        Violation first = violations.get(0);
        String subject = first.field().isEmpty() ? "The request body" : first.field();
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return Problem.of(type, subject + " " + first.message() + more + ".").with("violations", violations);
    }

    private static String cut(String quoted) {
        return quoted.codePointCount(0, quoted.length()) <= LONGEST_QUOTE
                ? quoted
                : quoted.substring(0, quoted.offsetByCodePoints(0, LONGEST_QUOTE - 1)) + "…";
    }
}
