package dev.payonce.operation;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One operation.
 *
 * @param operation its name, for instance {@code payment.create}; null if the key was abandoned before anything was asked
 * @param identity the fields that make it what it is, in canonical form; null likewise
 * @param attempts how often the work was begun, by a client or by recovery
 * @param needsAttention whether it is undecided after so many attempts that a person should look at it
 * @param completedAt when it was decided, or null
 * @param expiresAt until when its key is answered, or null while undecided
 * @param resource the path of what it made or acted on, or null
 * @param responseStatus the status of its answer, or null while undecided
 */
@RegisterForReflection
@Schema(name = "Operation")
public record OperationView(
        UUID id,

        @Schema(
                nullable = true,
                description = "The operation's name; null if its key was abandoned before it was used.")
        String operation,

        OperationStatus status,

        @JsonRawValue @Schema(type = SchemaType.OBJECT, implementation = Map.class, nullable = true)
        String identity,

        int attempts,
        boolean needsAttention,
        Instant createdAt,
        @Schema(nullable = true) Instant completedAt,
        @Schema(nullable = true) Instant expiresAt,
        @Schema(nullable = true) String resource,
        @Schema(nullable = true) Integer responseStatus) {}
