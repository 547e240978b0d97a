package dev.payonce.idempotency;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Goes through what a request declares, down into the parts of what counts, and refuses what is undecided or has no
 * canonical form: a part that says nothing would silently be left out of the identity.
 */
final class Declarations {

    private final String operation;
    private final NavigableSet<Integer> versions = new TreeSet<>(Set.of(1));
    private final Set<Class<?>> seen = new HashSet<>();

    private Declarations(String operation) {
        this.operation = operation;
    }

    /**
     * The versions in which the identity of a request changed, 1 included.
     *
     * @throws IllegalArgumentException naming the field that cannot be declared like this
     */
    static NavigableSet<Integer> versions(String operation, Class<? extends Record> request, List<PathField> path) {
        var declarations = new Declarations(operation);
        var names = new HashSet<String>();
        for (PathField field : path) {
            boolean known = CanonicalForm.isValue(field.type()) && !field.type().isPrimitive();
            declarations.require(known, field.name(), noForm(field.type()));
            declarations.require(names.add(field.name()), field.name(), "is declared twice");
        }
        for (Component component : Component.of(request)) {
            declarations.require(names.add(component.name()), component.name(), "is declared twice");
        }
        declarations.record("", request);
        return declarations.versions;
    }

    private void record(String where, Class<?> record) {
        if (seen.add(record)) { // else it holds others of its own kind
            for (Component component : Component.of(record)) {
                component(where + component.name(), component);
            }
        }
    }

    private void component(String name, Component component) {
        String fault = component.fault();
        require(fault == null, name, fault);
        require(
                !component.isCarrier() || component.type() == String.class,
                name,
                "carries a key, so it must be a text");
        if (component.everCounts()) {
            type(name, component.type());
            component.changes().forEach(version -> {
                boolean lists = component.type() instanceof ParameterizedType type && type.getRawType() == List.class;
                Identity identity = component.identity(version);
                require(
                        lists || identity == null || !identity.unordered(),
                        name,
                        "is no list, whose order could be noise");
                versions.add(version);
            });
        }
    }

    private void type(String name, Type type) {
        if (type instanceof ParameterizedType container && CanonicalForm.isContainer(container)) {
            Type[] elements = container.getActualTypeArguments();
            if (container.getRawType() == Map.class) {
                require(
                        CanonicalForm.isKey(elements[0]),
                        name,
                        "has keys of " + elements[0] + ", which have no one text");
            }
            type(name, elements[elements.length - 1]);
        } else if (type instanceof Class<?> part && part.isRecord()) {
            record(name + ".", part);
        } else {
            require(CanonicalForm.isValue(type), name, noForm(type));
        }
    }

    private static String noForm(Type type) {
        return "is of " + type + ", for which no canonical form is known";
    }

    private void require(boolean fulfilled, String field, String fault) {
        if (!fulfilled) {
            throw new IllegalArgumentException(operation + ": " + field + " " + fault);
        }
    }
}
