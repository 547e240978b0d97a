package dev.payonce.simulator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether this process plays the gateway. */
@ConfigMapping(prefix = "payonce.simulator")
interface SimulatorConfig {

    /** Mounts {@code /simulator} ({@code PAYONCE_SIMULATOR}); application.properties turns it on in dev and test. */
    @WithDefault("false")
    boolean enabled();
}
