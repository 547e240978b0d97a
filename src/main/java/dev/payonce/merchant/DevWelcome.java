package dev.payonce.merchant;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says in one line, once the development mode answers, where to go and as whom. */
@Singleton
@IfBuildProfile("dev")
class DevWelcome {

    private static final Logger LOG = Logger.getLogger(DevWelcome.class);

    void on(@ObservesAsync HttpServerStart start) {
        LOG.infof(
                "Console http://localhost:%d · api key %s",
                start.options().getPort(), DevMerchants.KNOWN.get(0).key());
    }
}
