package dev.payonce.openapi;

import dev.payonce.idempotency.http.Retry;
import dev.payonce.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** The schema of problem documents, and for each status what is special in it. */
final class ProblemSchemas {

    static final String ANY = "Problem";

    /** The members that a status always comes with. */
    private static final Map<Integer, List<String>> MEMBERS =
            Map.of(402, List.of("failureCode", "resource"), 422, List.of("differingFields"));

    private ProblemSchemas() {}

    /** Of every problem. */
    static Schema any() {
        return Values.object(
                        "A problem document (RFC 9457).",
                        List.of("type", "title", "status", "detail", "instance", "retry"),
                        Values.oneOf(
                                "`/problems/<slug>`, a page that can be opened; what a program decides on.",
                                Stream.of(ProblemType.values()).map(ProblemType::uri)),
                        Values.text("The same for every problem of this type."),
                        Values.number("The HTTP status.", 400).format("int32"),
                        Values.text("What happened this time, for a developer."),
                        Values.text("The id of the request, as in `X-Request-ID`."),
                        Values.oneOf(
                                "What may be sent again: the same request under the same key, a new attempt under a new "
                                        + "key, or nothing.",
                                Stream.of(Retry.values()).map(Retry::wire)))
                .addProperty(
                        "violations", Values.list("`invalid-request`: what is wrong with which field.", violation()))
                .addProperty(
                        "differingFields",
                        Values.list(
                                "`idempotency-key-reused`: the identity fields that differ; never their values.",
                                Values.text("A field's name.")))
                .addProperty("operation", Values.text("The path of the operation under the key."))
                .addProperty("resource", Values.text("The path of the resource that it is about."))
                .addProperty("failureCode", Values.text("Why the gateway refused."))
                .addProperty("remaining", Values.number("Minor units that can still be refunded.", 0));
    }

    private static Schema violation() {
        return Values.object(
                "One thing that is wrong.",
                List.of("field", "message"),
                Values.text("Its path in the body, or a query parameter; empty for the body as a whole."),
                Values.text("Completes a sentence that begins with the field."));
    }

    static String name(int status) {
        return ANY + status;
    }

    /** Of the problems with this status. */
    static Schema of(int status) {
        return OASFactory.createSchema()
                .description("A problem document with the status " + status + ".")
                .addAllOf(Values.ref(ANY))
                .addAllOf(Values.object(
                        "What is special in it.",
                        Stream.concat(Stream.of("type", "status"), MEMBERS.getOrDefault(status, List.of()).stream())
                                .toList(),
                        Values.oneOf(
                                "One of the types with this status.",
                                Stream.of(ProblemType.values())
                                        .filter(type -> type.status() == status)
                                        .map(ProblemType::uri)),
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .description("The HTTP status.")
                                .constValue(status)));
    }
}
