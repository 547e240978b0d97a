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

    /**
     * One request as it would be sent.
     *
     * @param operation its name, for instance {@code payment.create}
     * @param resource the id in the path, or null where the path names none
     * @param body a JSON object, or a string with the very text; null for no body
     */
    @RegisterForReflection
    @Schema(name = "ComparedRequest")
    public record Sent(
            @NotNull String operation,
            @Schema(nullable = true) String resource,

            @JsonDeserialize(using = RawJson.class) @Schema(implementation = Object.class)
            String body) {}
}
