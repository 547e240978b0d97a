package dev.payonce.semantics;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether two requests mean the same, and why.
 *
 * @param same null where a side is no valid request, so that the question does not arise
 * @param fields the declared fields, one by one; empty where a side is not valid
 * @param differingFields the identity fields that differ: what a 422 would name
 * @param explanation the same in a sentence
 */
@RegisterForReflection
public record Comparison(
        @Schema(nullable = true) Boolean same,
        Side left,
        Side right,
        List<Row> fields,
        List<String> differingFields,
        String explanation) {

    /**
     * One of the two.
     *
     * @param version of the fingerprint that a key would be stored with; null where it is not valid
     * @param canonical what the fingerprint is taken over, beside version and operation; null where it is not valid
     * @param fingerprint the digest in hex; null where it is not valid
     * @param problem what it would be refused with, unless its key answered the very same request before; or null
     */
    @RegisterForReflection
    @Schema(name = "ComparedSide")
    public record Side(
            @Schema(nullable = true) Integer version,
            @Schema(nullable = true) String canonical,
            @Schema(nullable = true) String fingerprint,
            @Schema(ref = "Problem") Map<String, Object> problem) {}

    /**
     * One field.
     *
     * @param identity whether another value makes another operation
     * @param left as it is written, or null where it is left out
     * @param right as it is written, or null where it is left out
     * @param differs whether the values differ; in a field that is no identity it does not matter
     * @param writtenDifferently whether one value is merely spelled in two ways
     * @param reason why the field counts, or why it does not
     */
    @RegisterForReflection
    @Schema(name = "ComparedField")
    public record Row(
            String field,

            @Schema(description = "Whether another value makes another operation.")
            boolean identity,

            @Schema(nullable = true, description = "As it is written; null where it is left out.")
            String left,

            @Schema(nullable = true, description = "As it is written; null where it is left out.")
            String right,

            boolean differs,
            boolean writtenDifferently,
            String reason) {}
}
