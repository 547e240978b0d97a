package dev.payonce.merchant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How wrong credentials are met. */
@ConfigMapping(prefix = "payonce.credentials")
interface CredentialConfig {

    /** From one address: enough for a fleet that was given the wrong key, too few to guess an admin token. */
    @WithDefault("60")
    int wrongPerMinute();
}
