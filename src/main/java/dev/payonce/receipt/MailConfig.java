package dev.payonce.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The mail server. {@code SMTP_URL} is taken apart into this when the process starts. */
@ConfigMapping(prefix = "payonce.mail")
interface MailConfig {

    /** Whether letters are kept in memory instead of being sent: in development and tests, while no server is named. */
    @WithDefault("false")
    boolean inMemory();

    @WithDefault("localhost")
    String host();

    @WithDefault("25")
    int port();

    /** Whether TLS is spoken from the first byte on; otherwise the server may still offer STARTTLS. */
    @WithDefault("false")
    boolean tls();

    Optional<String> username();

    Optional<String> password();

    /** Who the letters are from. */
    @WithDefault("receipts@payonce.dev")
    String from();
}
