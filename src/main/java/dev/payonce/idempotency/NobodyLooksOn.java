package dev.payonce.idempotency;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** The onlooker of a service that has none. */
@DefaultBean
@Singleton
class NobodyLooksOn implements Onlooker {}
