package dev.payonce.problem;

import dev.payonce.idempotency.http.Problem;
import io.smallrye.mutiny.Uni;

/** Ends a request that is refused before anything was claimed; {@code Problems} turns it into the document. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type().slug(), null, false, false);
        this.problem = problem;
    }

    /** An {@code invalid-request} over one field, for a rule that no constraint annotation can say. */
    public static ProblemException invalid(String field, String message) {
        return new ProblemException(Violation.problem(java.util.List.of(new Violation(field, message))));
    }

    /** Too much was sent; {@code seconds} from now some of it may be. */
    public static ProblemException tooMany(String detail, int seconds) {
        return new ProblemException(
                Problem.of(ProblemType.TOO_MANY_REQUESTS, detail).retryAfter(seconds));
    }

    /** There is no such resource, or it is another merchant's. */
    public static ProblemException notFound(String resource) {
        return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "There is no such " + resource + "."));
    }

    /** What is sought; refused by {@link #notFound} where it is null. */
    public static <T> Uni<T> found(String resource, Uni<T> sought) {
        return sought.onItem().ifNull().failWith(() -> notFound(resource));
    }

    public Problem problem() {
        return problem;
    }
}
