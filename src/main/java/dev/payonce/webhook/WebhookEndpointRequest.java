package dev.payonce.webhook;

import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a caller sends to say what an endpoint is.
 *
 * @param types null for all
 * @param status null for ENABLED
 * @param secret null for the one in use, or for one that is made here
 */
@RegisterForReflection
public record WebhookEndpointRequest(
        @NotNull @Text(max = 2048, ownNumber = true) String url,
        @Size(min = 1, max = 100) List<@NotNull @Size(max = 100) String> types,
        EndpointStatus status,
        @Text(max = 200, ownNumber = true) String secret) {}
