package dev.payonce.idempotency;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * An operation as it is declared once: its name, its route, the resource in its path, and every field of its request
 * as {@link Identity}, {@link Noise} or {@link Carrier}. The fingerprint, the differing fields of a mismatch, the
 * published semantics and the documentation are all made from this.
 *
 * @param <R> the request's type
 */
public final class Operation<R extends Record> {

    /** What the noise of a multiset is called: this, and the name of its field. */
    public static final String ORDER_OF = "order of ";

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
                fields.add(new Field(ORDER_OF + component.getName(), false, "the same things in another order"));
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

    /** The type that its request's body is read as. */
    public Class<R> request() {
        return request;
    }

    /** The resource in the path as an identity field, or null where the path names none. */
    public String pathField() {
        return pathField;
    }

    /** The declared fields, the path's resource first; carriers are not among them. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** The fingerprint of one request, its path id given where the operation has one. */
    public Fingerprint fingerprint(R body, UUID... path) {
        SortedMap<String, Object> identity = CanonicalForm.of(body);
        if (pathField != null) {
            identity.put(pathField, path[0].toString());
        }
        return Fingerprint.of(name, identity);
    }

    /** The canonical form of a multiset's elements in the order in which they were sent, which is noise. */
    public List<String> sequence(R body, String field) {
        return CanonicalForm.sequence(body, field);
    }
}
