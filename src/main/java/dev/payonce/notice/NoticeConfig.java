package dev.payonce.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the gateway's notices are recognised. */
@ConfigMapping(prefix = "payonce.notice")
interface NoticeConfig {

    /** What they are signed with ({@code GATEWAY_WEBHOOK_SECRET}), as Standard Webhooks writes it; without it, none is taken. */
    Optional<String> secret();

    /** For how long an id is known: longer than gateways send a notice again, which is three days at most by the specification. */
    @WithDefault("P7D")
    Duration kept();
}
