package dev.payonce.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/**
 * Where deliveries go on.
 *
 * @param after the id of an event: all that follow it are delivered, again if need be
 */
@RegisterForReflection
public record PositionRequest(@NotNull UUID after) {}
