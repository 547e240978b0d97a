package dev.payonce.idempotency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The canonical form of a request: its identity fields by name, each in the one spelling that stands for all that mean
 * the same. Absent is the same as null and left out; text is in Unicode's normal form C; a multiset is sorted.
 */
final class CanonicalForm {

    /** An identity field of a record. */
    private record Part(String name, Method accessor, Identity declared) {}

    /** Looked up once for each type: reflection would make annotations anew for every request. */
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component -> component.isAnnotationPresent(Identity.class))
                    .map(CanonicalForm::part)
                    .toList();
        }
    };

    private CanonicalForm() {}

    private static Part part(RecordComponent component) {
        return new Part(component.getName(), component.getAccessor(), component.getAnnotation(Identity.class));
    }

    static SortedMap<String, Object> of(Record request) {
        var form = new TreeMap<String, Object>();
        for (Part part : PARTS.get(request.getClass())) {
            Object value = read(part, request);
            if (value != null) {
                form.put(part.name(), of(value, part.declared()));
            }
        }
        return form;
    }

    /** The canonical texts of a list's elements, as they were ordered; none where there is no list. */
    static List<String> sequence(Record request, String field) {
        return PARTS.get(request.getClass()).stream()
                .filter(part -> part.name().equals(field) && read(part, request) instanceof List<?>)
                .flatMap(part -> ((List<?>) read(part, request))
                        .stream().map(element -> Fingerprint.write(of(element, part.declared()))))
                .toList();
    }

    private static Object of(Object value, Identity declared) {
        if (value instanceof Long || value instanceof Integer) {
            return value;
        }
        if (value instanceof String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record nested) {
            return of(nested);
        }
        if (value instanceof List<?> list) {
            var forms = list.stream().map(element -> of(element, declared));
            // Sorted by their canonical text, a multiset has one form, and each element counts as often as it occurs.
            return declared.unordered()
                    ? forms.sorted(Comparator.comparing(Fingerprint::write)).toList()
                    : forms.toList();
        }
        throw new IllegalArgumentException("no canonical form is known for a " + value.getClass());
    }

    private static Object read(Part part, Record owner) {
        try {
            return part.accessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a request's record is public and its accessors do not fail", e);
        }
    }
}
