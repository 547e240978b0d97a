package dev.payonce.simulator;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** How the simulator tells of what it decided. */
@ConfigMapping(prefix = "payonce.simulator.notices")
interface NoticeConfig {

    /** Where to ({@code PAYONCE_SIMULATOR_NOTICES_URL}); absent: {@code /gateway/events} of this process. */
    Optional<URI> url();

    /** What is signed with ({@code GATEWAY_WEBHOOK_SECRET}): {@code whsec_} and Base64. Without it, it tells nothing. */
    Optional<String> secret();
}
