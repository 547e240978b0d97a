package dev.payonce;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Takes {@code SMTP_URL} apart: the mail client wants each part by itself. */
final class MailServer {

    static final String FORM = "smtp[s]://[user:password@]host[:port]";

    private static final int SMTP = 25;
    private static final int SMTPS = 465;

    private MailServer() {}

    /**
     * The mail client's settings. User and password may be percent-encoded, as in any URL.
     *
     * @throws IllegalArgumentException if it is no such URL; the message quotes nothing of it, for it may hold a password
     */
    static Map<String, String> settings(String smtpUrl) {
        URI url = uri(smtpUrl);
        boolean tls = "smtps".equals(url.getScheme());
        String path = url.getRawPath();
        boolean more = path.length() > 1 || url.getRawQuery() != null || url.getRawFragment() != null;
        if (url.getHost() == null || more || !tls && !"smtp".equals(url.getScheme())) {
            throw malformed();
        }
        var settings = new HashMap<String, String>();
        settings.put("host", url.getHost().replaceAll("^\\[|]$", "")); // an IPv6 address stands in brackets
        settings.put("port", String.valueOf(url.getPort() != -1 ? url.getPort() : tls ? SMTPS : SMTP));
        settings.put("tls", String.valueOf(tls));
        settings.put("in-memory", "false"); // in development, too, a named server is meant
        if (url.getRawUserInfo() != null) {
            // Split before it is decoded: either part may have a colon of its own.
            String[] user = url.getRawUserInfo().split(":", 2);
            settings.put("username", decoded(user[0]));
            settings.put("password", user.length == 2 ? decoded(user[1]) : "");
        }
        var named = new HashMap<String, String>();
        settings.forEach((part, value) -> named.put("payonce.mail." + part, value));
        return named;
    }

    /**
     * The mail client's settings by those that Quarkus' own mailer has.
     *
     * @param quarkus a setting by its name, or null
     */
    static Map<String, String> settings(UnaryOperator<String> quarkus) {
        var named = new HashMap<String, String>();
        named.put("payonce.mail.in-memory", "false");
        for (String part : List.of("host", "port", "username", "password", "tls", "from")) {
            String value = quarkus.apply("quarkus.mailer." + part);
            if (value != null) {
                named.put("payonce.mail." + part, value);
            }
        }
        return named;
    }

    private static URI uri(String text) {
        try {
            URI url = new URI(text);
            if (url.isOpaque()) {
                throw malformed();
            }
            return url;
        } catch (URISyntaxException e) {
            throw malformed(); // without the cause, which quotes the text
        }
    }

    private static String decoded(String part) {
        return URI.create("//" + part + "@host").getUserInfo();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("SMTP_URL is not of the form " + FORM + ".");
    }
}
