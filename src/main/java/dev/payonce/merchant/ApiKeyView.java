package dev.payonce.merchant;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An api key, without the key.
 *
 * @param name what it was called when it was made, or null
 * @param lastUsedAt to within some seconds, or null where it never was
 * @param revokedAt since when it is refused, or null while it is not
 */
@RegisterForReflection
@Schema(name = "ApiKey")
record ApiKeyView(
        UUID id,
        @Schema(nullable = true) String name,
        Instant createdAt,
        @Schema(nullable = true) Instant lastUsedAt,
        @Schema(nullable = true) Instant revokedAt) {}
