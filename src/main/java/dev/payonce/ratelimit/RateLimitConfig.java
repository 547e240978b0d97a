package dev.payonce.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;

/** How much a merchant may send. */
@ConfigMapping(prefix = "payonce.rate-limit")
interface RateLimitConfig {

    /** {@code off}, or requests in a time, as {@link Quota} reads it. */
    @WithParentName
    @WithDefault("off")
    String limit();

    /** How long an answer of Redis is waited for: as for receipts, and by few requests, since one that waited in vain is enough. */
    @WithDefault("PT1S")
    Duration redisTimeout();
}
