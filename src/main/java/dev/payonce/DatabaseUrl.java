package dev.payonce;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes {@code DATABASE_URL} apart, for its two readers: the reactive client, and Flyway's JDBC driver. They have other names
 * for the same things and other defaults, and must not end up with different ideas of what is encrypted.
 *
 * @param address {@code host:port/database}
 * @param ssl how the connection is protected
 * @param rootCertificates who may vouch for the server; null unless it has to show who it is
 */
record DatabaseUrl(String address, String user, String password, Ssl ssl, Path rootCertificates) {

    /** How a connection is protected, in the words of PostgreSQL's {@code sslmode}. */
    enum Ssl {
        DISABLE("disable"),
        REQUIRE("require"),
        VERIFY_FULL("verify-full");

        private final String mode;

        Ssl(String mode) {
            this.mode = mode;
        }

        private static Ssl of(String mode) {
            for (Ssl ssl : values()) {
                if (ssl.mode.equals(mode)) {
                    return ssl;
                }
            }
            throw switch (mode) {
                case "prefer", "allow" ->
                    wrong("has sslmode=" + mode
                            + ", with which a part of the traffic may go in clear unnoticed; say disable, require or"
                            + " verify-full");
                case "verify-ca" ->
                    wrong("has sslmode=verify-ca, with which any server that the authority knows may pose"
                            + " as this one; say verify-full");
                default -> wrong("has an unknown sslmode; it is disable, require or verify-full");
            };
        }
    }

    static final String FORM = "postgresql://[user:password@]host[:port]/database[?sslmode=...]";

    private static final Pattern URL = Pattern.compile("(?:postgres|postgresql|jdbc:postgresql)://"
            + "(?:(?<user>[^:/?#]*)(?::(?<password>[^/?#]*))?@)?"
            + "(?<host>\\[[\\p{XDigit}:.]+]|[\\w.-]+)(?::(?<port>\\d{1,5}))?"
            + "/(?<database>[^/?#]+)"
            + "(?:\\?(?<parameters>[^?#]*))?");

    private static final Set<String> PARAMETERS = Set.of("user", "password", "sslmode", "sslrootcert");
    private static final String STANDARD_PORT = "5432";

    /**
     * Reads a URL. User, password, database and parameters may be percent-encoded; user and password may also be parameters.
     *
     * @param otherUser who connects where the URL names nobody
     * @param otherPassword the password where the URL has none
     * @throws IllegalArgumentException if it is none that we can keep to; the message quotes nothing that may be a password
     */
    static DatabaseUrl parse(String text, String otherUser, String otherPassword) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw wrong("is not of the form " + FORM
                    + " with one host; special characters in user and password are percent-encoded");
        }
        Map<String, String> parameters = parameters(url.group("parameters"));
        Ssl ssl = Ssl.of(parameters.getOrDefault("sslmode", Ssl.DISABLE.mode));
        String port = url.group("port") == null ? STANDARD_PORT : url.group("port");
        return new DatabaseUrl(
                url.group("host") + ":" + port + "/" + encoded(decoded(url.group("database"))),
                one("user", url.group("user"), parameters, otherUser),
                one("password", url.group("password"), parameters, otherPassword),
                ssl,
                rootCertificates(ssl, parameters.get("sslrootcert")));
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            if (parts.length < 2 || !PARAMETERS.contains(parts[0])) {
                throw wrong("has a parameter other than user, password, sslmode and sslrootcert");
            }
            if (parameters.put(parts[0], decoded(parts[1])) != null) {
                throw wrong("has the parameter " + parts[0] + " twice");
            }
        }
        return parameters;
    }

    /** The user or the password: from before the host, from the parameters, or else from elsewhere. */
    private static String one(String name, String before, Map<String, String> parameters, String other) {
        if (before == null || before.isEmpty()) {
            return parameters.getOrDefault(name, other);
        }
        if (parameters.containsKey(name)) {
            throw wrong("has the " + name + " twice");
        }
        return decoded(before);
    }

    private static Path rootCertificates(Ssl ssl, String file) {
        if (ssl != Ssl.VERIFY_FULL) {
            if (file != null) {
                throw wrong("has an sslrootcert, which only sslmode=verify-full looks at");
            }
            return null;
        }
        if (file == null) {
            throw wrong("has sslmode=verify-full and no sslrootcert: the file of the certificates to trust, in PEM");
        }
        try {
            Path path = Path.of(file).toAbsolutePath();
            try (InputStream pem = Files.newInputStream(path)) {
                if (!CertificateFactory.getInstance("X.509")
                        .generateCertificates(pem)
                        .isEmpty()) {
                    return path;
                }
            }
        } catch (InvalidPathException | IOException | CertificateException e) {
            throw wrong("has an sslrootcert that cannot be read: a file of certificates in PEM is meant");
        }
        throw wrong("has an sslrootcert without a certificate");
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8); // no form: a plus is a plus
        } catch (IllegalArgumentException e) { // which quotes the text
            throw wrong("has a % that is not followed by two hexadecimal digits");
        }
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static IllegalArgumentException wrong(String how) {
        return new IllegalArgumentException("DATABASE_URL " + how + ".");
    }

    /** For JDBC, without user and password. */
    String jdbcUrl() {
        String url = "jdbc:postgresql://" + address + "?sslmode=" + ssl.mode;
        return rootCertificates == null ? url : url + "&sslrootcert=" + encoded(rootCertificates.toString());
    }

    /** The settings that {@code application.properties} hands on to the reactive client and to Flyway's data source. */
    Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("reactive-url", "postgresql://" + address);
        settings.put("jdbc-url", jdbcUrl());
        settings.put("user", user);
        settings.put("password", password);
        settings.put("ssl-mode", ssl.mode);
        if (ssl == Ssl.REQUIRE) {
            settings.put("trust-all", "true"); // encrypted, and no more than that, is what the word means
        }
        if (ssl == Ssl.VERIFY_FULL) {
            settings.put("trust", "true");
            // One element of a list: there a comma separates, and a backslash escapes.
            settings.put(
                    "root-certificates",
                    rootCertificates.toString().replace("\\", "\\\\").replace(",", "\\,"));
            settings.put("verify-host", "HTTPS"); // the rules by which names and certificates are compared
        }
        var named = new HashMap<String, String>();
        settings.forEach((name, value) -> named.put("payonce.database." + name, literal(value)));
        return named;
    }

    /** Text that the configuration must not look for expressions in. */
    private static String literal(String text) {
        return text.replace("$", "\\$");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "postgresql://" + address;
    }
}
