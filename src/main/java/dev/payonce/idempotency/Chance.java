package dev.payonce.idempotency;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Random;

/** Randomness for a service that has no source of its own. */
@ApplicationScoped
class Chance {

    @Produces
    @DefaultBean
    @Singleton
    Random random() {
        return new SecureRandom();
    }
}
