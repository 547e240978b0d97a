package dev.payonce.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A transfer, as callers see it.
 *
 * @param amount minor units
 * @param metadata a JSON object, kept as it was first given, or null
 * @param createdAt null only in an answer that is not told yet
 */
@RegisterForReflection
public record Transfer(
        UUID id,
        TransferStatus status,
        String recipient,
        long amount,
        String currency,
        @Schema(nullable = true) String reference,
        @Schema(nullable = true) String memo,

        @JsonRawValue @Schema(type = SchemaType.OBJECT, implementation = Map.class, nullable = true)
        String metadata,

        @JsonInclude(JsonInclude.Include.NON_NULL) Instant createdAt) {

    /** The path of a transfer. */
    public static String path(UUID id) {
        return "/v1/transfers/" + id;
    }
}
