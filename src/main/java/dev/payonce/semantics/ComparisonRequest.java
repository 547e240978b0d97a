package dev.payonce.semantics;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Two requests, of which nobody knows yet whether they mean the same. */
@RegisterForReflection
public record ComparisonRequest(
        @NotNull @Valid Sent left, @NotNull @Valid Sent right) {

    /** One request as it would be sent. */
    @RegisterForReflection
    @Schema(name = "ComparedRequest")
    public record Sent(
            @NotNull @Schema(description = "The operation's name, for instance `payment.create`.")
            String operation,

            @Schema(nullable = true, description = "The id in the path, or null where the path names none.")
            String resource,

            @JsonDeserialize(using = RawJson.class)
            @Schema(
                    implementation = Object.class,
                    description = "A JSON object, or a string with the very text; null for no body.")
            String body) {}
}
