package dev.payonce;

import dev.payonce.embedded.EmbeddedServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** One new PostgreSQL and one new Redis for all tests of a run, whether the application is in the test's JVM or packaged. */
public final class EmbeddedTestResource implements QuarkusTestResourceLifecycleManager {

    private final EmbeddedServers servers = EmbeddedServers.in(Fork.path("embedded-servers"));

    @Override
    public Map<String, String> start() {
        Payonce.prepare(); // tests do not come through its main
        servers.wipe();
        servers.stopAtExit();
        return servers.start().settings();
    }

    @Override
    public void stop() {
        servers.stop();
    }
}
