package dev.payonce.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What makes a request the operation that it is: the operation's name and its identity fields in canonical form, and a
 * digest over both. Two requests mean the same exactly if their fingerprints do.
 *
 * @param operation the operation's name
 * @param version of the canonical form; a stored fingerprint of another version is compared by its fields
 * @param identity the canonical form: a JSON object of the identity fields, sorted by name, absent ones left out
 * @param digest SHA-256 over version, name and canonical form, 32 bytes
 */
public record Fingerprint(String operation, int version, String identity, byte[] digest) {

    /** The version that {@link #of} makes. Raise it whenever the canonical form of any operation changes. */
    public static final int VERSION = 1;

    /** The pseudo-field that differs when a key comes back for another kind of operation. */
    public static final String OPERATION = "operation";

    private static final JsonMapper JSON = new JsonMapper();

    static Fingerprint of(String operation, SortedMap<String, Object> identity) {
        String canonical = write(identity);
        return new Fingerprint(operation, VERSION, canonical, sha256(VERSION + "\n" + operation + "\n" + canonical));
    }

    /** Whether both stand for the same operation. */
    boolean sameAs(Fingerprint other) {
        return version == other.version
                ? Arrays.equals(digest, other.digest)
                : differingFields(other).isEmpty();
    }

    /** The names of the identity fields in which the two differ, sorted; never their values. */
    public List<String> differingFields(Fingerprint other) {
        if (!operation.equals(other.operation)) {
            return List.of(OPERATION);
        }
        JsonNode mine = read(identity);
        JsonNode theirs = read(other.identity);
        var names = new TreeSet<String>();
        mine.fieldNames().forEachRemaining(names::add);
        theirs.fieldNames().forEachRemaining(names::add);
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
            throw new IllegalStateException("a canonical form holds only maps, lists, strings and numbers", e);
        }
    }

    private static JsonNode read(String identity) {
        try {
            return JSON.readTree(identity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored identity is always JSON", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The identity as data, for showing it to its owner. */
    public static Map<?, ?> parse(String identity) {
        return JSON.convertValue(read(identity), Map.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && sameAs(that);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }
}
