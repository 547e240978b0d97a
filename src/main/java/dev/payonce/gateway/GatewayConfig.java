package dev.payonce.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the gateway is and how long it is waited for. */
@ConfigMapping(prefix = "payonce.gateway")
interface GatewayConfig {

    /**
     * The gateway's base URL ({@code GATEWAY_URL}), http or https. One without a path means a payonce process that runs
     * the simulator: {@code /simulator} is appended. Absent: this process's own simulator, where it is on.
     */
    Optional<URI> url();

    /** How long one whole exchange may take ({@code GATEWAY_TIMEOUT}), connecting and the last byte included. */
    @WithDefault("PT5S")
    Duration timeout();
}
