package dev.payonce.playground;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalLong;

/** Whether there is a playground. */
@ConfigMapping(prefix = "payonce.playground")
interface PlaygroundConfig {

    /** Mounts {@code /playground}; application.properties turns it on in dev and test. */
    @WithDefault("false")
    boolean enabled();

    /** In an instance that is to die: the process that started it, which it does not outlive. */
    OptionalLong parent();
}
