package dev.payonce.idempotency;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * An operation as it is declared once: its name, its route, the ids in its path, and every field of its request as
 * {@link Identity}, {@link Noise} or {@link Carrier}. The fingerprint, the differing fields of a mismatch, the
 * published semantics and the documentation are all made from this.
 *
 * <p>What counts may change from version to version, and every version stays known: a request that comes again is
 * compared in the version that its key was stored with. So a declaration is added to and never taken back: a field
 * that does not count any more becomes noise, and a request that a stricter rule would refuse today can still be read.
 *
 * @param <R> the request's type
 */
public final class OperationKind<R extends Record> {

    /** What the noise of a multiset is called: this, and the name of its field. */
    public static final String ORDER_OF = "order of ";

    private final String name;
    private final NavigableMap<Integer, String> formerNames;
    private final String route;
    private final String rule;
    private final List<PathField> path;
    private final Class<R> request;
    private final NavigableSet<Integer> versions;
    private final boolean idFollowsFromKey;

    /**
     * Declares an operation.
     *
     * @param name for instance {@code payment.create}
     * @param route method and path template
     * @param request a record, each of whose components says what it is
     * @param rule the business rule that holds even after the key is gone, for people
     * @param path the ids in the path, if any; they count
     * @throws IllegalArgumentException naming the component that says nothing, or two things, or that has no canonical
     *     form
     */
    public OperationKind(String name, String route, Class<R> request, String rule, PathField... path) {
        this(name, new TreeMap<>(), route, request, rule, List.of(path), false);
    }

    private OperationKind(
            String name,
            NavigableMap<Integer, String> formerNames,
            String route,
            Class<R> request,
            String rule,
            List<PathField> path,
            boolean idFollowsFromKey) {
        this.name = name;
        this.formerNames = formerNames;
        this.route = route;
        this.rule = rule;
        this.request = request;
        this.path = path;
        this.idFollowsFromKey = idFollowsFromKey;
        this.versions = Declarations.versions(name, request, path);
        formerNames.keySet().forEach(until -> versions.add(until + 1));
    }

    /** This operation, which had another name up to and including a version. */
    public OperationKind<R> formerly(String formerName, int until) {
        var names = new TreeMap<>(formerNames);
        names.put(until, formerName);
        return new OperationKind<>(name, names, route, request, rule, path, idFollowsFromKey);
    }

    /**
     * This operation with ids that follow from its keys, for an effect elsewhere that is known there by the id: whoever
     * forgot the key, in a restored backup or after its tombstone, meets under the same key the same id again.
     */
    public OperationKind<R> withIdsFromKeys() {
        return new OperationKind<>(name, formerNames, route, request, rule, path, true);
    }

    /**
     * The id of the operation under a key.
     *
     * @param secret the tenant's: random bytes that never change
     * @param another an id that was never used, for an operation whose ids do not follow from keys
     */
    public UUID id(byte[] secret, String key, Supplier<UUID> another) {
        return idFollowsFromKey ? DerivedId.of(secret, name(1), key) : another.get();
    }

    public String name() {
        return name;
    }

    /** What it is called in a version. */
    public String name(int version) {
        var former = formerNames.ceilingEntry(version);
        return former == null ? name : former.getValue();
    }

    /** Whether this is, or was, its name. */
    public boolean isNamed(String some) {
        return names().contains(some);
    }

    /** All names that it has, or had. */
    Set<String> names() {
        var names = new HashSet<>(formerNames.values());
        names.add(name);
        return names;
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

    /** The ids in the path. */
    public List<PathField> path() {
        return path;
    }

    /**
     * The newest version of its fingerprint. Versions are counted over all operations of an application, so that one
     * number names a state of them all; an operation has those in which its own identity changed.
     */
    public int version() {
        return versions.last();
    }

    /** The newest version of its fingerprint that is not above {@code cap}. */
    public int version(int cap) {
        return versions.floor(cap);
    }

    /** The fields as they are declared in a version, the path's ids first; carriers are not among them. */
    public List<Field> fields(int version) {
        var fields = new ArrayList<Field>();
        path.forEach(field -> fields.add(field.field()));
        for (Component component : Component.of(request)) {
            Identity identity = component.identity(version);
            if (identity != null) {
                fields.add(new Field(component.name(), true, identity.value()));
                if (identity.unordered()) {
                    fields.add(new Field(ORDER_OF + component.name(), false, "the same things in another order"));
                }
            } else if (!component.isCarrier()) {
                fields.add(new Field(component.name(), false, component.whyNoise(version)));
            }
        }
        return List.copyOf(fields);
    }

    /** The fingerprint of one request with the ids of its path, in the newest version. It can tell the others, too. */
    public Fingerprint fingerprint(R body, Object... ids) {
        if (ids.length != path.size()) {
            throw new IllegalArgumentException(name + " has " + path.size() + " ids in its path, not " + ids.length);
        }
        return new Forms(body, ids).in(version());
    }

    /** The key that a request carries in its body, or null. */
    public String key(R body) {
        return Component.of(request).stream()
                .filter(Component::isCarrier)
                .map(carrier -> (String) carrier.read(body))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The canonical form of a multiset's elements in the order in which they were sent, which is noise. */
    public List<String> sequence(R body, String field, int version) {
        return CanonicalForm.sequence(body, field, version);
    }

    /** One request in every version. */
    private final class Forms implements Fingerprint.Forms {

        private final R body;
        private final Object[] ids;

        Forms(R body, Object[] ids) {
            this.body = body;
            this.ids = ids;
        }

        @Override
        public int newest(int cap) {
            return version(cap);
        }

        @Override
        public Fingerprint in(int version) {
            SortedMap<String, Object> identity = CanonicalForm.of(body, version);
            for (int i = 0; i < ids.length; i++) {
                PathField field = path.get(i);
                Object id = Objects.requireNonNull(field.type().cast(ids[i]), field.name());
                identity.put(field.name(), CanonicalForm.of(id));
            }
            return Fingerprint.of(name(version), version, identity, this);
        }
    }
}
