package dev.payonce.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the states of a sending last in Redis. */
@ConfigMapping(prefix = "payonce.receipt")
interface ReceiptConfig {

    /** How long the mail server is waited for. */
    @WithDefault("PT20S")
    Duration sendTimeout();

    /** How long a sending is held to be running: longer than any sending takes, or two would run at once. */
    @WithDefault("PT60S")
    Duration processingExpiry();
}
