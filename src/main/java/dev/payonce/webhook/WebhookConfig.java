package dev.payonce.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How receivers are told, and which may be. */
@ConfigMapping(prefix = "payonce.webhook")
interface WebhookConfig {

    /**
     * Whether a receiver may be at an address that is not public ({@code PAYONCE_WEBHOOK_PRIVATE}); application.properties
     * allows it in dev and test.
     */
    @WithName("private")
    @WithDefault("false")
    boolean privateAddresses();

    /** How often events are looked for that are to be delivered. */
    @WithDefault("PT1S")
    Duration every();

    /** How many attempts an instance makes at one endpoint in a second, at most. What is over waits. */
    @WithDefault("200")
    int rate();

    /** How long a receiver has for its answer, the look-up of its name included. */
    @WithDefault("PT10S")
    Duration timeout();

    /** How long after that an attempt's outcome may take to be written. Then whoever made it is taken for dead. */
    @WithDefault("PT20S")
    Duration noteWithin();

    /** The pause after the first attempt that failed, up to a half of it left out by chance; each further one is thrice as long. */
    @WithDefault("PT5S")
    Duration firstPause();

    /** No pause is longer. */
    @WithDefault("PT6H")
    Duration longestPause();

    /** For how long a delivery is attempted. */
    @WithDefault("P3D")
    Duration giveUpAfter();
}
