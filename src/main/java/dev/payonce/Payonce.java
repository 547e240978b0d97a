package dev.payonce;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** Starts the application, in development with a PostgreSQL and a Redis of its own where the environment names none. */
@QuarkusMain
public class Payonce {

    private static final String NO_DATABASE =
            "payonce: DATABASE_URL is not set. Set it to postgresql://host:port/db, with DATABASE_USER and"
                    + " DATABASE_PASSWORD; only the development mode brings a database of its own.";

    private static final String NO_MAIL_SERVER =
            "payonce: SMTP_URL is not set. Receipts go to a mail server on localhost, port 25, if there is one.";

    public static void main(String... args) {
        prepare();
        Optional<BackingServers> ownServers =
                ServiceLoader.load(BackingServers.class).findFirst();
        if (!isSet("DATABASE_URL") || !isSet("REDIS_URL")) {
            ownServers.ifPresent(Payonce::use);
        }
        if (!isSet("DATABASE_URL")) {
            stop(NO_DATABASE);
        }
        if (isSet("SMTP_URL")) {
            useMailServer(System.getProperty("SMTP_URL", System.getenv("SMTP_URL")));
        } else if (ownServers.isEmpty()) {
            System.err.println(NO_MAIL_SERVER); // the packaged application has no mailbox of its own
        }
        Quarkus.run(args);
    }

    /** What the virtual machine has to be told before the first class of the frameworks is loaded. */
    static void prepare() {
        // Frameworks compare names in the machine's language: in Turkish, APPLICATION/JSON would be no JSON.
        Locale.setDefault(Locale.ROOT);
        // Quarkus would answer what java.net.URI does not read itself, bare; here it is answered with a problem
        // document.
        System.setProperty("vertx.disableURIValidation", "true");
        // Netty asks for extensions of connections: dev.payonce.http.Connections.
        System.setProperty("io.netty.bootstrap.extensions", "serviceload");
    }

    private static void use(BackingServers servers) {
        servers.start().forEach((name, value) -> {
            if (!isSet(name)) {
                System.setProperty(name, value);
            }
        });
    }

    private static void useMailServer(String smtpUrl) {
        try {
            MailServer.settings(smtpUrl).forEach(System::setProperty);
        } catch (IllegalArgumentException e) {
            stop("payonce: " + e.getMessage());
        }
    }

    /** One line, no stack trace: it is for whoever set the environment. */
    private static void stop(String why) {
        System.err.println(why);
        System.exit(1);
    }

    private static boolean isSet(String name) {
        String value = System.getProperty(name, System.getenv(name));
        return value != null && !value.isBlank();
    }
}
