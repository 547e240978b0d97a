package dev.payonce.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An event, as callers and receivers see it.
 *
 * @param type as {@link EventType} writes it; a String, since a newer release may have written one that is unknown here
 * @param operation the path of the operation that it is the effect of
 * @param requestId of the request that asked for it
 * @param resource the path of what it is about
 * @param data the resource as it was answered, a JSON object
 */
@RegisterForReflection
public record Event(
        UUID id,
        String type,
        Instant createdAt,

        @Schema(description = "The path of the operation that it is the effect of.")
        String operation,

        String requestId,
        String resource,

        @JsonRawValue
        @Schema(
                type = SchemaType.OBJECT,
                implementation = Map.class,
                description = "The resource as it was answered then.")
        String data) {}
