package dev.payonce.idempotency;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The canonical form of a request in a version: its identity fields by name, each in the one spelling that stands for
 * all that mean the same. It is made of maps, lists, texts, numbers and truth values, which JSON can write.
 *
 * <ul>
 *   <li>Absent is the same as null and left out, in records and maps; in a list, null is an element.
 *   <li>Text is taken as it was bound, which is its one spelling.
 *   <li>Numbers are their value: {@code 1.50} is {@code 1.5}. There are no {@code double}s: two sources of one number
 *       may differ in the last bit.
 *   <li>An {@code Instant}, and an {@code OffsetDateTime} likewise, is a time in UTC; {@code LocalDate}, {@code
 *       LocalTime} and {@code LocalDateTime} are as they are. There are no {@code ZonedDateTime}s: which time that is
 *       depends on the JDK's table of zones.
 *   <li>Sets, and lists declared as unordered, are sorted; maps are sorted by their keys.
 * </ul>
 */
final class CanonicalForm {

    private static final Set<Class<?>> VALUES = Set.of(
            String.class,
            UUID.class,
            boolean.class,
            Boolean.class,
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            BigInteger.class,
            BigDecimal.class,
            Instant.class,
            OffsetDateTime.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    /** A number with more trailing zeros is written with an exponent: the one of 1e999999999 must not fill the memory. */
    private static final int MAX_ZEROS = 100;

    private CanonicalForm() {}

    /** Whether it is one value, rather than made of several, and has a canonical form. */
    static boolean isValue(Type type) {
        return type instanceof Class<?> some && (VALUES.contains(some) || some.isEnum());
    }

    /** Whether it can be the key of a map. Not a decimal number: two spellings of one would be two keys. */
    static boolean isKey(Type type) {
        return isValue(type) && type != BigDecimal.class && type != OffsetDateTime.class;
    }

    /** Whether it holds elements that the canonical form knows how to go through. */
    static boolean isContainer(ParameterizedType type) {
        return List.of(List.class, Set.class, Map.class).contains(type.getRawType());
    }

    static SortedMap<String, Object> of(Record request, int version) {
        var form = new TreeMap<String, Object>();
        for (Component component : Component.of(request.getClass())) {
            Identity declared = component.identity(version);
            Object value = declared == null ? null : component.read(request);
            if (value != null) {
                form.put(component.name(), of(value, declared, version));
            }
        }
        return form;
    }

    /** The canonical texts of a list's elements, as they were ordered; none where there is no list. */
    static List<String> sequence(Record request, String field, int version) {
        return Component.of(request.getClass()).stream()
                .filter(component -> component.name().equals(field))
                .filter(component -> component.read(request) instanceof List<?>)
                .flatMap(component -> ((List<?>) component.read(request))
                        .stream().map(element -> Fingerprint.write(of(element, component.identity(version), version))))
                .toList();
    }

    private static Object of(Object value, Identity declared, int version) {
        if (value instanceof Record nested) {
            return of(nested, version);
        }
        if (value instanceof Set<?> set) {
            return sorted(set.stream().map(element -> of(element, declared, version)))
                    .distinct()
                    .toList();
        }
        if (value instanceof List<?> list) {
            var forms = list.stream().map(element -> of(element, declared, version));
            return declared.unordered() ? sorted(forms).toList() : forms.toList();
        }
        if (value instanceof Map<?, ?> map) {
            var form = new TreeMap<String, Object>();
            map.forEach((key, element) -> {
                if (element != null) {
                    form.put(of(key).toString(), of(element, declared, version));
                }
            });
            return form;
        }
        return of(value);
    }

    /** Sorted by their canonical text, elements without an order have one form. */
    private static Stream<Object> sorted(Stream<Object> forms) {
        return forms.sorted(Comparator.comparing(Fingerprint::write));
    }

    /** The form of one value that needs nothing declared. */
    static Object of(Object value) {
        if (value == null
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger) {
            return value;
        }
        if (value instanceof BigDecimal number) {
            return number(number);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return value.toString(); // text, UUIDs, and ISO 8601 for dates and times
    }

    private static BigDecimal number(BigDecimal value) {
        BigDecimal shortest = value.stripTrailingZeros();
        return -MAX_ZEROS <= shortest.scale() && shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
