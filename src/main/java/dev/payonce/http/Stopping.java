package dev.payonce.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The end of the process, in the order in which it is meant to come: readiness is down and everything is still served,
 * until balancers have heard of it; then nothing new is begun and what runs may end. Quarkus does all of it but for refusing
 * what is new, so that under load there would always be something running, until its time-out cuts it off.
 */
@ApplicationScoped
class Stopping {

    private final Vertx vertx;
    private final Duration delay;
    private volatile boolean refusing;

    Stopping(Vertx vertx, @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.vertx = vertx;
        this.delay = delay.orElse(Duration.ZERO);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent begins) {
        if (delay.isZero()) {
            refusing = true;
        } else {
            vertx.setTimer(delay.toMillis(), over -> refusing = true);
        }
    }

    /** Whether new requests are to be sent elsewhere. */
    boolean isRefusing() {
        return refusing;
    }
}
