package dev.payonce.problem;

import dev.payonce.json.NoCardNumber;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What Hibernate Validator found, in the words of the API: fields of the JSON instead of methods and parameters. */
final class Violations {

    /** How a resource names its body parameter; see the package's description. */
    private static final String BODY = "body";

    private Violations() {}

    static List<Violation> of(Set<? extends ConstraintViolation<?>> found) {
        return found.stream()
                .map(Violations::violation)
                .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
                .toList();
    }

    private static Violation violation(ConstraintViolation<?> found) {
        String field = field(found.getPropertyPath());
        boolean missing = found.getInvalidValue() == null;
        return new Violation(field, field.isEmpty() && missing ? "must be a JSON object" : found.getMessage());
    }

    /** Whether the violation is in what we answer, and so not the client's. */
    static boolean isOurs(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.RETURN_VALUE) {
                return true;
            }
        }
        return false;
    }

    static boolean isACardNumber(ConstraintViolation<?> violation) {
        return violation.getConstraintDescriptor().getAnnotation().annotationType() == NoCardNumber.class;
    }

    private static String field(Path path) {
        StringBuilder field = new StringBuilder();
        String parameter = "";
        for (Path.Node node : path) {
            switch (node.getKind()) {
                case METHOD, CONSTRUCTOR, CROSS_PARAMETER, BEAN -> {}
                case PARAMETER -> parameter = node.getName();
                default -> append(field, node);
            }
        }
        return field.isEmpty() && !parameter.equals(BODY) ? parameter : field.toString();
    }

    private static void append(StringBuilder field, Path.Node node) {
        if (node.isInIterable() && node.getIndex() != null) {
            field.append('[').append(node.getIndex()).append(']');
        } else if (node.isInIterable() && node.getKey() != null) {
            field.append('.').append(node.getKey());
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            field.append(field.isEmpty() ? "" : ".").append(node.getName());
        }
    }
}
