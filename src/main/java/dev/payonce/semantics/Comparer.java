package dev.payonce.semantics;

import dev.payonce.api.RequestBodies;
import dev.payonce.idempotency.Field;
import dev.payonce.idempotency.Fingerprint;
import dev.payonce.idempotency.IdempotencyConfig;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.json.IdText;
import dev.payonce.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares two requests as a key would: with the declarations, the reading and the fingerprints that decide in earnest.
 * Nothing is claimed, and nothing is looked up: whether a resource exists, or a reference is taken, is another question.
 */
@ApplicationScoped
class Comparer {

    private static final String WHY_OPERATION = "A key means one intent across all endpoints.";

    private final RequestBodies bodies;
    private final Spelling spelling;
    private final IdempotencyConfig config;

    Comparer(RequestBodies bodies, Spelling spelling, IdempotencyConfig config) {
        this.bodies = bodies;
        this.spelling = spelling;
        this.config = config;
    }

    Comparison compare(ComparisonRequest request, String requestId) {
        ParsedRequest left = read(request.left());
        ParsedRequest right = read(request.right());
        if (left instanceof ParsedRequest.Valid<?> one && right instanceof ParsedRequest.Valid<?> other) {
            boolean same = one.fingerprint().sameAs(other.fingerprint());
            List<String> differing = one.fingerprint().differingFields(other.fingerprint());
            List<Comparison.Row> rows = rows(one, other, differing);
            return new Comparison(
                    same,
                    left.shown(requestId),
                    right.shown(requestId),
                    rows,
                    differing,
                    explanation(same, differing, rows));
        }
        return new Comparison(
                null,
                left.shown(requestId),
                right.shown(requestId),
                List.of(),
                List.of(),
                "What is not a valid request is refused, unless its key answered the very same request before.");
    }

    private ParsedRequest read(ComparisonRequest.Sent sent) {
        try {
            return read(operation(sent.operation()), sent);
        } catch (ProblemException refused) {
            return new ParsedRequest.Refused(refused.problem());
        }
    }

    private <R extends Record> ParsedRequest read(OperationKind<R> operation, ComparisonRequest.Sent sent) {
        Object[] path = path(operation, sent.resource());
        String text = isNothing(sent.body()) ? "{}" : sent.body();
        R body = bodies.read(text, operation.request());
        Fingerprint fingerprint = operation.fingerprint(body, path).upTo(config.fingerprintVersion());
        Map<String, String> written = new LinkedHashMap<>();
        written.put(Fingerprint.OPERATION, operation.name());
        operation.path().forEach(field -> written.put(field.name(), sent.resource()));
        written.putAll(spelling.of(text));
        return new ParsedRequest.Valid<>(operation, body, fingerprint, written);
    }

    /** A body may be left out where none of its fields is required. */
    private static boolean isNothing(String body) {
        return body == null || body.isBlank() || body.strip().equals("null");
    }

    private static OperationKind<?> operation(String name) {
        return Semantics.ALL.stream()
                .filter(operation -> operation.isNamed(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "operation",
                        Semantics.ALL.stream()
                                .map(OperationKind::name)
                                .collect(Collectors.joining(", ", "must be one of ", ""))));
    }

    /** Of this API's operations, none has more than one id in its path, and all ids are UUIDs. */
    private static Object[] path(OperationKind<?> operation, String resource) {
        if (operation.path().isEmpty()) {
            if (resource != null) {
                throw ProblemException.invalid("resource", "must be left out: " + operation.route() + " names none");
            }
            return new Object[0];
        }
        try {
            return new Object[] {IdText.parse(Objects.requireNonNullElse(resource, ""))};
        } catch (IllegalArgumentException notAnId) {
            throw ProblemException.invalid(
                    "resource",
                    "must be the id of the " + operation.path().get(0).name());
        }
    }

    /** Of two operations that are not even of one kind, the fields are not comparable. */
    private List<Comparison.Row> rows(
            ParsedRequest.Valid<?> left, ParsedRequest.Valid<?> right, List<String> differing) {
        var rows = new ArrayList<Comparison.Row>();
        rows.add(row(new Field(Fingerprint.OPERATION, true, WHY_OPERATION), left, right, differing));
        if (left.operation() == right.operation()) {
            int version = left.fingerprint().version();
            left.operation().fields(version).forEach(field -> rows.add(row(field, left, right, differing)));
        }
        return List.copyOf(rows);
    }

    private Comparison.Row row(
            Field field, ParsedRequest.Valid<?> left, ParsedRequest.Valid<?> right, List<String> differing) {
        if (field.name().startsWith(OperationKind.ORDER_OF)) {
            String list = field.name().substring(OperationKind.ORDER_OF.length());
            boolean moved = !differing.contains(list) && !left.sequence(list).equals(right.sequence(list));
            return new Comparison.Row(field.name(), false, null, null, moved, false, field.reason());
        }
        String one = left.written().get(field.name());
        String other = right.written().get(field.name());
        boolean differs = field.identity() ? differing.contains(field.name()) : !spelling.isOfOneValue(one, other);
        return new Comparison.Row(
                field.name(),
                field.identity(),
                one,
                other,
                differs,
                !differs && !Objects.equals(one, other),
                field.reason());
    }

    private static String explanation(boolean same, List<String> differing, List<Comparison.Row> rows) {
        if (!same) {
            return "They differ in what counts: " + String.join(", ", differing) + ".";
        }
        String noise = rows.stream()
                .filter(row -> row.differs() || row.writtenDifferently())
                .map(Comparison.Row::field)
                .collect(Collectors.joining(", "));
        return noise.isEmpty()
                ? "They are alike in every field."
                : "They agree in all that counts; what is not alike (" + noise + ") does not change what is meant.";
    }
}
