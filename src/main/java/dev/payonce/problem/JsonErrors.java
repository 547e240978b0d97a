package dev.payonce.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.payonce.json.ToldToClients;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Jackson refuses, in the words of the API. Jackson's own messages name classes, so none of them gets out. */
public final class JsonErrors {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);

    private JsonErrors() {}

    public static Violation violation(JsonProcessingException error) {
        String field = error instanceof JsonMappingException mapping ? path(mapping.getPath()) : "";
        JsonProcessingException cause = innermost(error);
        if (cause instanceof UnrecognizedPropertyException) {
            return new Violation(field, "is not a field of this request");
        }
        if (cause instanceof StreamConstraintsException) {
            return new Violation(field, "is nested too deeply, or has a number or name that is too long");
        }
        if (cause instanceof MismatchedInputException mismatch) {
            return mismatch(field, mismatch);
        }
        if (cause instanceof JsonMappingException) {
            return new Violation(field, "is not valid");
        }
        Matcher duplicate = DUPLICATE.matcher(cause.getOriginalMessage());
        if (duplicate.matches()) {
            return new Violation(join(field, duplicate.group(1)), "must not occur twice");
        }
        return new Violation("", "is not valid JSON" + at(cause.getLocation()));
    }

    private static Violation mismatch(String field, MismatchedInputException mismatch) {
        String message = mismatch.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            return new Violation("", "must be one JSON object and nothing after it");
        }
        if (mismatch instanceof ToldToClients) {
            return new Violation(field, message);
        }
        if (field.isEmpty()) {
            return new Violation("", "must be a JSON object");
        }
        return new Violation(field, "must be " + expected(mismatch.getTargetType()));
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (List.of(Long.class, long.class, Integer.class, int.class, BigInteger.class)
                .contains(type)) {
            return "an integer number";
        }
        if (type == BigDecimal.class || type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time as in RFC 3339, for instance 2026-11-23T03:06:52Z";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
    }

    private static String path(List<Reference> references) {
        String path = "";
        for (Reference reference : references) {
            path = reference.getFieldName() == null
                    ? path + "[" + reference.getIndex() + "]"
                    : join(path, reference.getFieldName());
        }
        return path;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static JsonProcessingException innermost(JsonProcessingException error) {
        JsonProcessingException innermost = error;
        while (innermost.getCause() instanceof JsonProcessingException deeper && deeper != innermost) {
            innermost = deeper;
        }
        return innermost;
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
