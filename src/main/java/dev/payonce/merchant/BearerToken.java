package dev.payonce.merchant;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code Authorization: Bearer <token>} (RFC 6750; the scheme's case does not matter). */
final class BearerToken {

    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +([A-Za-z0-9._~+/=-]{1,255})");

    private BearerToken() {}

    /** The token, or null where the header has none that could be one. */
    static String of(String header) {
        Matcher bearer = BEARER.matcher(header);
        return bearer.matches() ? bearer.group(1) : null;
    }
}
