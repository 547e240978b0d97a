package dev.payonce.idempotency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A component of a request's record, with what it is declared as in each version. */
final class Component {

    /** The component counts in these versions, as declared. */
    private record Span(int since, int until, Identity identity) {}

    /** Looked up once for each type: reflection would make annotations anew for every request. */
    private static final ClassValue<List<Component>> OF = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Component::new).toList();
        }
    };

    private final String name;
    private final Type type;
    private final Method accessor;
    private final List<Span> spans;
    private final Noise noise;
    private final boolean carrier;

    private Component(RecordComponent component) {
        name = component.getName();
        type = component.getGenericType();
        accessor = component.getAccessor();
        spans = Arrays.stream(component.getAnnotationsByType(Identity.class))
                .map(identity -> new Span(identity.since(), identity.until(), identity))
                .sorted(Comparator.comparing(Span::since))
                .toList();
        noise = component.getAnnotation(Noise.class);
        carrier = component.isAnnotationPresent(Carrier.class);
    }

    /** The components of a record's type, in their order. */
    static List<Component> of(Class<?> record) {
        return OF.get(record);
    }

    String name() {
        return name;
    }

    Type type() {
        return type;
    }

    boolean isCarrier() {
        return carrier;
    }

    /** How the component counts in a version, or null where it does not. */
    Identity identity(int version) {
        for (Span span : spans) {
            if (span.since() <= version && version <= span.until()) {
                return span.identity();
            }
        }
        return null;
    }

    /** Whether the component counts in any version. */
    boolean everCounts() {
        return !spans.isEmpty();
    }

    /** Why the component does not count in a version. */
    String whyNoise(int version) {
        return noise != null
                ? noise.value()
                : spans.stream()
                        .filter(span -> span.since() > version)
                        .findFirst()
                        .map(span -> "Counts since version " + span.since() + ".")
                        .orElseThrow();
    }

    /** The versions in which the component begins to count in another way than before. */
    IntStream changes() {
        return spans.stream()
                .flatMapToInt(span -> span.until() == Identity.NOW
                        ? IntStream.of(span.since())
                        : IntStream.of(span.since(), span.until() + 1));
    }

    /** What is wrong with the declaration, or null. */
    String fault() {
        if (carrier ? noise != null || everCounts() : noise == null && !everCounts()) {
            return "must be declared as one of @Identity, @Noise and @Carrier";
        }
        int next = 1;
        boolean gaps = false;
        for (Span span : spans) {
            if (span.since() < next || span.until() < span.since()) {
                return "counts from version " + span.since() + " to " + span.until()
                        + ", which is no order of versions";
            }
            gaps |= span.since() > next;
            next = span.until() == Identity.NOW ? Identity.NOW : span.until() + 1;
        }
        boolean countsToday = next == Identity.NOW;
        if (everCounts() && countsToday && !gaps && noise != null) {
            return "must not be both @Identity and @Noise: it counts in every version";
        }
        return everCounts() && !countsToday && noise == null
                ? "must say as @Noise why it does not count any more"
                : null;
    }

    Object read(Record owner) {
        try {
            return accessor.invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a request's record is public and its accessors do not fail", e);
        }
    }
}
