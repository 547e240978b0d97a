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
            "payonce: DATABASE_URL is not set. Set it to " + DatabaseUrl.FORM + "; user and password may also stand in"
                    + " DATABASE_USER and DATABASE_PASSWORD. Only the development mode brings a database of its own.";

    private static final String POOLER =
            "payonce: DATABASE_URL leads to a connection pooler. Set PAYONCE_POOLER=transaction if it pools transactions,"
                    + " or PAYONCE_POOLER=session if it pools sessions; without it PgBouncer refuses our connections.";

    private static final String NO_MAIL_SERVER =
            "payonce: SMTP_URL is not set. Receipts go to a mail server on localhost, port 25, if there is one.";

    // What the same things are called by Quarkus.
    private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
    private static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    private static final String USERNAME = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String REDIS_HOSTS = "quarkus.redis.hosts";
    private static final String MAILER_HOST = "quarkus.mailer.host";

    /** Set by Quarkus where the build starts the application to see which classes it loads. */
    private static final String ARCHIVING = "quarkus.appcds.generate";

    public static void main(String... args) {
        prepare();
        if (Boolean.getBoolean(ARCHIVING)) { // it ends before it connects to anything
            Quarkus.run(args);
            return;
        }
        SettingNames.complaint(System.getenv().keySet()).ifPresent(Payonce::stop);
        Optional<BackingServers> ownServers =
                ServiceLoader.load(BackingServers.class).findFirst();
        boolean namesDatabase = isSet(REACTIVE_URL) || isSet(JDBC_URL);
        if (!namesDatabase && !isSet("DATABASE_URL") || !isSet(REDIS_HOSTS) && !isSet("REDIS_URL")) {
            ownServers.ifPresent(Payonce::use);
        }
        if (isSet("DATABASE_URL")) {
            useDatabase();
        } else if (namesDatabase) {
            completeDatabase();
        } else {
            stop(NO_DATABASE);
        }
        if (isSet("SMTP_URL")) {
            useMailServer(value("SMTP_URL"));
        } else if (isSet(MAILER_HOST)) {
            MailServer.settings(Payonce::value).forEach(System::setProperty);
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
        // Spans of statements are written by the conventions that are stable, not by those before.
        System.setProperty("otel.semconv-stability.opt-in", "database");
    }

    private static void use(BackingServers servers) {
        try {
            servers.start().forEach((name, value) -> {
                if (!isSet(name)) {
                    System.setProperty(name, value);
                }
            });
        } catch (UnsupportedOperationException e) { // there are no programs for this machine
            stop("payonce: " + e.getMessage());
        }
    }

    private static void useDatabase() {
        try {
            var database = DatabaseUrl.parse(
                    value("DATABASE_URL"),
                    isSet(USERNAME) ? plain(USERNAME) : isSet("DATABASE_USER") ? value("DATABASE_USER") : "postgres",
                    isSet(PASSWORD) ? plain(PASSWORD) : isSet("DATABASE_PASSWORD") ? value("DATABASE_PASSWORD") : "");
            if (FirstConnection.meetsPooler(database) && !isSet("payonce.pooler")) {
                System.err.println(POOLER);
            }
            database.settings().forEach(System::setProperty);
        } catch (IllegalArgumentException | IllegalStateException e) {
            stop("payonce: " + e.getMessage());
        }
    }

    /** Of Quarkus' two addresses of the database one is enough: the other reader has the same, in its own words. */
    private static void completeDatabase() {
        if (!isSet(JDBC_URL)) {
            System.setProperty(
                    "payonce.database.jdbc-url", "jdbc:" + value(REACTIVE_URL).replaceFirst("^vertx-reactive:", ""));
        } else if (!isSet(REACTIVE_URL)) {
            System.setProperty("payonce.database.reactive-url", value(JDBC_URL).replaceFirst("^jdbc:", ""));
        }
    }

    /** A setting of Quarkus', in which a dollar sign may be escaped. */
    private static String plain(String name) {
        return value(name).replace("\\$", "$");
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
        String value = value(name);
        return value != null && !value.isBlank();
    }

    /** A system property, or the variable of that name; those of {@code a.b-c} are called {@code A_B_C}. */
    private static String value(String name) {
        String variable = name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        return System.getProperty(name, System.getenv(variable));
    }
}
