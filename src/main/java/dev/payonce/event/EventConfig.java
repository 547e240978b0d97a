package dev.payonce.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long events can be read. */
@ConfigMapping(prefix = "payonce.event")
interface EventConfig {

    /** How long an event is kept ({@code PAYONCE_EVENT_RETENTION}), by the database's clock. */
    @WithDefault("P30D")
    Duration retention();
}
