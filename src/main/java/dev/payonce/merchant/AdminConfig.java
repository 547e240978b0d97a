package dev.payonce.merchant;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who may make merchants. */
@ConfigMapping(prefix = "payonce.admin")
interface AdminConfig {

    /** The bearer token of {@code /admin}; without one, nothing is there. */
    Optional<String> token();
}
