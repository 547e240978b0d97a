package dev.payonce;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.ServiceLoader;

/** Starts the application, in development with a PostgreSQL and a Redis of its own where the environment names none. */
@QuarkusMain
public class Payonce {

    private static final String NO_DATABASE =
            "payonce: DATABASE_URL is not set. Set it to postgresql://host:port/db, with DATABASE_USER and"
                    + " DATABASE_PASSWORD; only the development mode brings a database of its own.";

    public static void main(String... args) {
        if (!isSet("DATABASE_URL") || !isSet("REDIS_URL")) {
            ServiceLoader.load(BackingServers.class).findFirst().ifPresent(Payonce::use);
        }
        if (!isSet("DATABASE_URL")) {
            System.err.println(NO_DATABASE);
            System.exit(1);
        }
        if (isSet("SMTP_URL")) {
            MailServer.use(System.getProperty("SMTP_URL", System.getenv("SMTP_URL")));
        }
        Quarkus.run(args);
    }

    private static void use(BackingServers servers) {
        servers.start().forEach((name, value) -> {
            if (!isSet(name)) {
                System.setProperty(name, value);
            }
        });
    }

    private static boolean isSet(String name) {
        String value = System.getProperty(name, System.getenv(name));
        return value != null && !value.isBlank();
    }
}
