package dev.payonce.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An endpoint, as callers see it.
 *
 * @param types the events it is told of, or null for all
 */
@RegisterForReflection
public record WebhookEndpoint(
        String name,
        String url,
        @Schema(nullable = true) List<String> types,
        EndpointStatus status,
        Instant createdAt) {}
