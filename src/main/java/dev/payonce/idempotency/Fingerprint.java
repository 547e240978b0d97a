package dev.payonce.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What makes a request the operation that it is: the operation's name and its identity fields in canonical form, and a
 * digest over both. Two requests mean the same exactly if their fingerprints do.
 *
 * <p>The form has versions, and a stored fingerprint has but one. One that was made from a request can tell itself in
 * every version that is known here, and is compared in the stored one's. So a release may change what counts, and a
 * request that comes again afterwards is judged by what counted when its key was claimed.
 */
public final class Fingerprint {

    /** The pseudo-field that differs when a key comes back for another kind of operation. */
    public static final String OPERATION = "operation";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** The request that a fingerprint was made from, in every version that is known here. */
    interface Forms {

        /** The newest version that is not above {@code cap}. */
        int newest(int cap);

        Fingerprint in(int version);
    }

    private final String operation;
    private final int version;
    private final String identity;
    private final byte[] digest;
    private final Forms forms;

    /**
     * A fingerprint as it was stored.
     *
     * @param operation the operation's name
     * @param version of the canonical form
     * @param identity the canonical form: a JSON object of the identity fields, sorted by name, absent ones left out
     * @param digest SHA-256 over version, name and canonical form, 32 bytes
     */
    public Fingerprint(String operation, int version, String identity, byte[] digest) {
        this(operation, version, identity, digest, null);
    }

    private Fingerprint(String operation, int version, String identity, byte[] digest, Forms forms) {
        this.operation = operation;
        this.version = version;
        this.identity = identity;
        this.digest = digest;
        this.forms = forms;
    }

    static Fingerprint of(String operation, int version, SortedMap<String, Object> identity, Forms forms) {
        String canonical = write(identity);
        return new Fingerprint(
                operation, version, canonical, sha256(version + "\n" + operation + "\n" + canonical), forms);
    }

    public String operation() {
        return operation;
    }

    public int version() {
        return version;
    }

    public String identity() {
        return identity;
    }

    public byte[] digest() {
        return digest;
    }

    /** The same request's fingerprint in the newest version that is not above {@code cap}: what is to be stored. */
    public Fingerprint upTo(int cap) {
        return in(forms.newest(cap));
    }

    private Fingerprint in(int other) {
        return other == version ? this : forms.in(other);
    }

    private boolean canBeIn(int other) {
        return forms != null && 1 <= other && other <= forms.newest(Integer.MAX_VALUE);
    }

    /** Whether both stand for the same operation. */
    public boolean sameAs(Fingerprint other) {
        if (version == other.version) {
            return equals(other);
        }
        if (canBeIn(other.version)) {
            return in(other.version).sameAs(other);
        }
        return other.canBeIn(version)
                ? sameAs(other.in(version))
                : differingFields(other).isEmpty();
    }

    /**
     * The names of the identity fields in which the two differ, sorted; never their values.
     *
     * <p>A version that is not known here was written by a newer release. It is compared in the fields that both sides
     * have: one that only one of them has may count in one version and be noise in the other.
     */
    public List<String> differingFields(Fingerprint other) {
        if (version != other.version && canBeIn(other.version)) {
            return in(other.version).differingFields(other);
        }
        if (version != other.version && other.canBeIn(version)) {
            return differingFields(other.in(version));
        }
        if (!operation.equals(other.operation)) {
            return List.of(OPERATION);
        }
        JsonNode mine = read(identity);
        JsonNode theirs = read(other.identity);
        var names = new TreeSet<String>();
        mine.fieldNames().forEachRemaining(names::add);
        theirs.fieldNames().forEachRemaining(names::add);
        if (version != other.version) {
            names.removeIf(name -> !mine.has(name) || !theirs.has(name));
        }
        names.removeIf(name -> mine.path(name).equals(theirs.path(name)));
        return List.copyOf(names);
    }

    /** The canonical form of one text field, or null if it is absent. */
    public String field(String name) {
        return read(identity).path(name).textValue();
    }

    static String write(Object canonical) {
        try {
            return JSON.writeValueAsString(canonical);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a canonical form holds only what JSON can write", e);
        }
    }

    private static JsonNode read(String identity) {
        try {
            return JSON.readTree(identity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored identity is always JSON", e);
        }
    }

    /** Not by the digest alone: half of a surrogate pair, which is no UTF-8, has the digest of a question mark. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that
                && version == that.version
                && Arrays.equals(digest, that.digest)
                && identity.equals(that.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
