package dev.payonce.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What an endpoint's deliveries are signed with, shown where it is asked for alone. */
@RegisterForReflection
public record WebhookSecret(String secret) {

    /** Without the secret, so that it may appear in a log. */
    @Override
    public String toString() {
        return "a secret";
    }
}
