package dev.payonce.webhook;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where an endpoint is: an absolute http or https URL, in ASCII.
 *
 * @param host as it is looked up, an IPv6 address without its brackets
 */
record TargetUrl(URI uri, String host, int port) {

    private static final String HTTPS = "https";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int LAST_PORT = 65535;

    /** A host that ends so is read as an IPv4 address by many, in octal and hexadecimal, and with parts left out. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

    private static final Pattern DOTTED_DECIMAL = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with a message that completes a sentence which begins with the field's name
     */
    static TargetUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notAUrl) {
            throw new IllegalArgumentException("must be a URL", notAUrl);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(scheme.equals("http") || scheme.equals(HTTPS), "must begin with https:// or http://");
        require(
                text.chars().allMatch(character -> character < 0x80),
                "must be ASCII, a name in its A-label form (xn--)");
        require(uri.getRawUserInfo() == null, "must not contain credentials");
        require(uri.getRawFragment() == null, "must not have a fragment");
        require(uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT, "must name a host");
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        require(!host.contains("%"), "must not name a network interface");
        require(
                !NUMERIC.matcher(host).matches()
                        || DOTTED_DECIMAL.matcher(host).matches() && NetUtil.isValidIpV4Address(host),
                "must spell an IPv4 address as four decimal numbers");
        int byDefault = scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
        return new TargetUrl(uri, host, uri.getPort() < 0 ? byDefault : uri.getPort());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    boolean isTls() {
        return uri.getScheme().equalsIgnoreCase(HTTPS);
    }

    /** What the header Host has. */
    String authority() {
        return uri.getRawAuthority();
    }

    /** Path and query. */
    String pathAndQuery() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** The name that always means the machine itself, by RFC 6761. */
    boolean isLocalhost() {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** Without its path and query, in which receivers keep tokens. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + host + ":" + port;
    }
}
