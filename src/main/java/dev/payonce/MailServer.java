package dev.payonce;

import java.net.URI;

/** Takes {@code SMTP_URL} apart, {@code smtp[s]://[user:password@]host[:port]}: the mailer wants each part by itself. */
final class MailServer {

    private static final int SMTP = 25;
    private static final int SMTPS = 465;

    private MailServer() {}

    static void use(String smtpUrl) {
        URI url = URI.create(smtpUrl);
        boolean tls = "smtps".equals(url.getScheme());
        set("host", url.getHost());
        set("port", String.valueOf(url.getPort() != -1 ? url.getPort() : tls ? SMTPS : SMTP));
        set("tls", String.valueOf(tls));
        set("mock", "false"); // in development, too, a named server is meant
        if (url.getUserInfo() != null) {
            String[] user = url.getUserInfo().split(":", 2);
            set("username", user[0]);
            set("password", user.length == 2 ? user[1] : "");
        }
    }

    private static void set(String part, String value) {
        System.setProperty("quarkus.mailer." + part, value);
    }
}
