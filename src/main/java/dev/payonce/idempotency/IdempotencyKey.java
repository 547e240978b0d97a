package dev.payonce.idempotency;

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
     * @param headers the values of both headers, as often as they were sent
     * @param body the body's field, or null
     * @param queryNames the names of the query parameters
     * @throws Refused if there is none, more than one, one that is malformed, or one in the URL
     */
    public static String read(List<String> headers, String body, Collection<String> queryNames) {
        if (queryNames.stream().anyMatch(IdempotencyKey::namesTheKey)) {
            throw new Refused(Fault.IN_URL);
        }
        var keys = new LinkedHashSet<String>();
        headers.forEach(value -> keys.add(unquoted(value.strip())));
        if (body != null) {
            keys.add(body);
        }
        if (keys.isEmpty()) {
            throw new Refused(Fault.MISSING);
        }
        if (!keys.stream().allMatch(key -> WELL_FORMED.matcher(key).matches())) {
            throw new Refused(Fault.MALFORMED);
        }
        if (keys.size() > 1) {
            throw new Refused(Fault.AMBIGUOUS);
        }
        return keys.iterator().next();
    }

    private static boolean namesTheKey(String parameter) {
        return SPELLINGS.contains(parameter.toLowerCase(Locale.ROOT).replaceAll("[-_\\[\\]]", ""));
    }

    /** A structured-field string loses its quotes. Its escapes need no care: no character of a key has one. */
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
