package dev.payonce.idempotency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An operation as it is declared once: its name, its route, the resource in its path, and every field of its request
 * as {@link Identity}, {@link Noise} or {@link Carrier}. The fingerprint, the differing fields of a mismatch, the
 * published semantics and the documentation are all made from this.
 *
 * @param <R> the request's type
 */
public final class Operation<R extends Record> {

    private final String name;
    private final String route;
    private final String rule;
    private final String pathField;
    private final Class<R> request;
    private final List<Field> fields = new ArrayList<>();

    /**
     * Declares an operation.
     *
     * @param name for instance {@code payment.create}
     * @param route method and path template
     * @param request a record, each of whose components says what it is
     * @param rule the business rule that holds even after the key is gone, for people
     * @param path the resource in the path as an identity field, or none
     * @throws IllegalArgumentException if a component says nothing, or two things
     */
    public Operation(String name, String route, Class<R> request, String rule, Field... path) {
        this.name = name;
        this.route = route;
        this.rule = rule;
        this.request = request;
        this.pathField = path.length == 0 ? null : path[0].name();
        fields.addAll(List.of(path));
        for (RecordComponent component : request.getRecordComponents()) {
            declare(component);
        }
    }

    private void declare(RecordComponent component) {
        requireDecided(component);
        Identity identity = component.getAnnotation(Identity.class);
        Noise noise = component.getAnnotation(Noise.class);
        if (identity != null) {
            fields.add(new Field(component.getName(), true, identity.value()));
            if (identity.unordered()) {
                fields.add(new Field("order of " + component.getName(), false, "the same things in another order"));
            }
        } else if (noise != null) {
            fields.add(new Field(component.getName(), false, noise.value()));
        }
    }

    /** Also looks into what counts: a field of a part that says nothing would silently be left out of the identity. */
    private void requireDecided(RecordComponent component) {
        boolean identity = component.isAnnotationPresent(Identity.class);
        boolean noise = component.isAnnotationPresent(Noise.class);
        boolean carrier = component.isAnnotationPresent(Carrier.class);
        if ((identity ? 1 : 0) + (noise ? 1 : 0) + (carrier ? 1 : 0) != 1) {
            throw new IllegalArgumentException(
                    component + " of " + name + " must be declared as one of @Identity, @Noise and @Carrier");
        }
        if (identity) {
            requireDecided(component.getGenericType());
        }
    }

    private void requireDecided(Type type) {
        if (type instanceof ParameterizedType container) {
            for (Type element : container.getActualTypeArguments()) {
                requireDecided(element);
            }
        } else if (type instanceof Class<?> part && part.isRecord()) {
            for (RecordComponent component : part.getRecordComponents()) {
                requireDecided(component);
            }
        }
    }

    public String name() {
        return name;
    }

    public String route() {
        return route;
    }

    public String rule() {
        return rule;
    }

    /** The declared fields, the path's resource first; carriers are not among them. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** The fingerprint of one request, its path id given where the operation has one. */
    public Fingerprint fingerprint(R body, UUID... path) {
        SortedMap<String, Object> identity = canonical(body, request);
        if (pathField != null) {
            identity.put(pathField, path[0].toString());
        }
        return Fingerprint.of(name, identity);
    }

    private static SortedMap<String, Object> canonical(Object value, Class<?> type) {
        var form = new TreeMap<String, Object>();
        for (RecordComponent component : type.getRecordComponents()) {
            Identity identity = component.getAnnotation(Identity.class);
            Object field = identity == null ? null : canonical(read(component, value), identity);
            if (field != null) { // absent is the same as null
                form.put(component.getName(), field);
            }
        }
        return form;
    }

    private static Object canonical(Object value, Identity declared) {
        if (value == null || value instanceof Long || value instanceof Integer) {
            return value;
        }
        if (value instanceof String text) {
            String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
            return declared.mailbox() ? mailbox(normal) : normal;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record nested) {
            return canonical(nested, nested.getClass());
        }
        if (value instanceof List<?> list) {
            var forms = list.stream().map(element -> canonical(element, declared));
            // Sorted by their canonical text, a multiset has one form, and each element counts as often as it occurs.
            return declared.unordered()
                    ? forms.sorted(Comparator.comparing(Fingerprint::write)).toList()
                    : forms.toList();
        }
        throw new IllegalArgumentException("no canonical form is known for a " + value.getClass());
    }

    private static String mailbox(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at + 1) + address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private static Object read(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a request's record is public and its accessors do not fail", e);
        }
    }
}
