package dev.payonce.http;

import java.util.List;
import java.util.Map;

/** Ends a request that is refused before anything was claimed; {@code ProblemMappers} turns it into the document. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type().slug(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** One field of the request is not valid. */
    public static ProblemException invalid(String field, String message) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, "The request is not valid.")
                .with("violations", List.of(Map.of("field", field, "message", message))));
    }

    /** There is no such resource, or it is another merchant's. */
    public static ProblemException notFound(String resource) {
        return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "There is no such " + resource + "."));
    }
}
