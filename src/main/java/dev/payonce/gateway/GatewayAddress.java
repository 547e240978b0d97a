package dev.payonce.gateway;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;

import dev.payonce.idempotency.IdempotencyConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Finds the gateway's base URL, checked, and without a slash at its end. */
@ApplicationScoped
class GatewayAddress {
    private static final Logger LOG = Logger.getLogger(GatewayAddress.class);
    private static final String SIMULATOR = "/simulator";

    private final Optional<String> configured;
    private final boolean ownSimulator;
    private final int configuredPort;
    private final HttpServer server;

    GatewayAddress(
            GatewayConfig config,
            IdempotencyConfig keys,
            @ConfigProperty(name = "payonce.simulator.enabled") boolean ownSimulator,
            @ConfigProperty(name = "quarkus.http.port") int configuredPort,
            HttpServer server) {
        if (keys.lease().compareTo(config.timeout()) <= 0) {
            throw new IllegalArgumentException(
                    "PAYONCE_LEASE (" + keys.lease() + ") must be longer than GATEWAY_TIMEOUT (" + config.timeout()
                            + "): a claim must not be taken over while its owner waits for the gateway");
        }
        this.configured = config.url().map(GatewayAddress::normalized);
        this.ownSimulator = ownSimulator;
        this.configuredPort = configuredPort;
        this.server = server;
    }

    /**
     * A wrong URL stops the start, before the scheduler begins; no URL at all is said, since every payment will be answered
     * 503.
     */
    void check(@Observes @Priority(PLATFORM_BEFORE - 1) StartupEvent started) {
        if (configured.isEmpty() && !ownSimulator) {
            LOG.warn("GATEWAY_URL is not set and the simulator is off: no payment can be made");
        }
    }

    /**
     * The base URL, or nothing where none is configured and this process runs no simulator. The own port is asked for at
     * each call, for it is known only once the server listens (port 0 means any).
     */
    Optional<String> base() {
        if (configured.isPresent() || !ownSimulator) {
            return configured;
        }
        // In dev mode the server does not tell its port, but there it is never port 0.
        int port = server.getPort() > 0 ? server.getPort() : configuredPort;
        return Optional.of("http://127.0.0.1:" + port + SIMULATOR);
    }

    static String normalized(URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "GATEWAY_URL must look like http(s)://host[:port][/path], without query and fragment");
        }
        String text = url.toString().replaceAll("/+$", "");
        boolean pathless =
                url.getRawPath() == null || url.getRawPath().replace("/", "").isEmpty();
        return pathless ? text + SIMULATOR : text;
    }
}
