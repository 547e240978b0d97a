package dev.payonce.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.idempotency.http.KeyProblem;
import dev.payonce.idempotency.http.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages that the {@code type} of a problem document leads to. */
@PermitAll
@Path("/problems")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class ProblemPages {

    /** Problems that a reader meets for one reason. */
    record Group(String title, String about, List<ProblemType> types) {

        static Group of(String title, String about, Predicate<ProblemType> member) {
            return new Group(
                    title, about, Stream.of(ProblemType.values()).filter(member).toList());
        }
    }

    /** Each type is in one of them. */
    static final List<Group> GROUPS = List.of(
            Group.of("The key", "What stands under it, or is wrong with it.", ProblemPages::isAboutTheKey),
            Group.of(
                    "The business",
                    "The request was understood, and what it asks for cannot be.",
                    type -> !isAboutTheKey(type) && (type.status() == 402 || type.status() == 409)),
            Group.of(
                    "The request",
                    "It was refused before anything was looked at. Its key is not used up.",
                    type -> !isAboutTheKey(type)
                            && type.status() < 429
                            && type.status() != 402
                            && type.status() != 409),
            Group.of(
                    "The moment",
                    "Nothing is wrong with the request: the server is, or it is too early.",
                    type -> !isAboutTheKey(type) && type.status() >= 429));

    private static boolean isAboutTheKey(ProblemType type) {
        return type.status() != 503
                && Stream.of(KeyProblem.values()).anyMatch(each -> each.name().equals(type.name()));
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance index(List<Group> groups);

        static native TemplateInstance problem(ProblemType type, String example);
    }

    private final ObjectMapper json;

    ProblemPages(ObjectMapper json) {
        this.json = json;
    }

    @GET
    @Operation(hidden = true)
    public Uni<String> index() {
        return Templates.index(GROUPS).createUni();
    }

    @GET
    @Path("/{slug}")
    @Operation(hidden = true)
    public Uni<String> problem(@PathParam("slug") String slug) throws JsonProcessingException {
        ProblemType type = Arrays.stream(ProblemType.values())
                .filter(each -> each.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemType.NOT_FOUND, "There is no such problem; /problems lists them all.")));
        return Templates.problem(type, example(type)).createUni();
    }

    private String example(ProblemType type) throws JsonProcessingException {
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(ProblemExample.of(type));
    }
}
