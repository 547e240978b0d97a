package dev.payonce.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a sending waits, and how long Redis holds it to be running. */
@ConfigMapping(prefix = "payonce.receipt")
interface ReceiptConfig {

    /** How many receipts may be under way at once: a fraction of the requests that are let in. */
    @WithDefault("256")
    int atOnce();

    /** How long an answer of Redis is waited for: a receipt is told to come back rather than kept waiting. */
    @WithDefault("PT1S")
    Duration redisTimeout();

    /** How long the mail server is waited for. */
    @WithDefault("PT20S")
    Duration sendTimeout();

    /** How long a sending is held to be running: longer than any sending takes, or two would run at once. */
    @WithDefault("PT60S")
    Duration processingExpiry();
}
