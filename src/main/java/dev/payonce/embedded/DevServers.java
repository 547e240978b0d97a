package dev.payonce.embedded;

import dev.payonce.BackingServers;
import java.nio.file.Path;
import java.util.Map;

/** The servers of {@code ./mvnw quarkus:dev}, whose data stays in {@code .payonce} beside the pom. */
public final class DevServers implements BackingServers {

    /** {@code -Dpayonce.dev.fresh=true} throws the kept data away, once per start of the development mode. */
    private static final String FRESH = "payonce.dev.fresh";

    @Override
    public Map<String, String> start() {
        EmbeddedServers servers = EmbeddedServers.in(Path.of(".payonce"));
        if (Boolean.getBoolean(FRESH)) {
            servers.wipe();
            // A live reload runs this again, in the same JVM, and has to keep the data.
            System.clearProperty(FRESH);
        }
        servers.start();
        servers.stopAtExit();
        System.out.println("payonce: the database is open to  psql " + servers.psqlUrl());
        return servers.settings();
    }
}
