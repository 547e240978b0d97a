package dev.payonce.idempotency;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the idempotency key out of its carriers: the header of the IETF draft
 * (draft-ietf-httpapi-idempotency-key-header), bare or as a quoted structured-field string, its {@code X-} alias, and
 * a field of the body. The URL is no carrier: URLs are logged and cached.
 */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";
    public static final String ALIAS = "X-Idempotency-Key";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9\\-_.:~+/=]{8,255}");

    /** Fewer different characters are no intent's own, but what stands where a key is missing: the nil and the max UUID. */
    private static final int FEWEST_DIFFERENT = 4;

    /** What JavaScript makes of a key that is missing. */
    private static final String UNDEFINED = "undefined";

    /** One member of a list: up to a comma that is not in a quoted string, which may be a parameter's value. */
    private static final Pattern MEMBER = Pattern.compile("((?:[^,\"]++|\"(?:[^\"\\\\]++|\\\\.)*+\"|\")*+),");

    private static final Set<String> SPELLINGS = Set.of("idempotencykey", "xidempotencykey");

    private IdempotencyKey() {}

    /** Why a request has no usable key. */
    public enum Fault {
        MISSING,
        MALFORMED,
        AMBIGUOUS,
        IN_URL
    }

    /** The request has no usable key; nothing was claimed. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Fault fault;

        Refused(Fault fault) {
            super(fault.name(), null, false, false);
            this.fault = fault;
        }

        public Fault fault() {
            return fault;
        }
    }

    /**
     * The one key that all carriers agree on.
     *
     * @param headers the values of both headers, as often as they were sent; a proxy may have joined several in one
     * @param body the body's field, or null; it is the key as it is, and no list
     * @param queryNames the names of the query parameters
     * @throws Refused if there is none, more than one, one that is malformed, or one in the URL
     */
    public static String read(List<String> headers, String body, Collection<String> queryNames) {
        if (queryNames.stream().anyMatch(IdempotencyKey::isNamedBy)) {
            throw new Refused(Fault.IN_URL);
        }
        var keys = new LinkedHashSet<String>();
        headers.forEach(line -> MEMBER.matcher(line + ",").results().forEach(member -> keys.add(key(member.group(1)))));
        if (body != null) {
            keys.add(body);
        }
        if (keys.isEmpty()) {
            throw new Refused(Fault.MISSING);
        }
        if (!keys.stream().allMatch(IdempotencyKey::isWellFormed)) {
            throw new Refused(Fault.MALFORMED);
        }
        if (keys.size() > 1) {
            throw new Refused(Fault.AMBIGUOUS);
        }
        return keys.iterator().next();
    }

    /** Whether a query parameter has a name under which a client would send the key. */
    public static boolean isNamedBy(String parameter) {
        return SPELLINGS.contains(parameter.toLowerCase(Locale.ROOT).replaceAll("[-_\\[\\]]", ""));
    }

    private static boolean isWellFormed(String key) {
        return WELL_FORMED.matcher(key).matches()
                && differentCharacters(key) >= FEWEST_DIFFERENT
                && !key.equalsIgnoreCase(UNDEFINED);
    }

    private static int differentCharacters(String key) {
        var different = new BitSet();
        for (int at = 0; at < key.length(); at++) {
            different.set(key.charAt(at));
        }
        return different.cardinality();
    }

    /**
     * The key that a member of a header's list is: without the parameters that a structured field may have, and without
     * its quotes. Escapes need no care: no character of a key has one.
     */
    private static String key(String member) {
        String item = member.split(";", 2)[0].strip();
        boolean quoted = item.length() >= 2 && item.startsWith("\"") && item.endsWith("\"");
        return quoted ? item.substring(1, item.length() - 1) : item;
    }
}
