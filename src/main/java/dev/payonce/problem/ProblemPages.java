package dev.payonce.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages that the {@code type} of a problem document leads to. */
@PermitAll
@Path("/problems")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class ProblemPages {

    private static final String EXAMPLE_INSTANCE = "019ab0c4-7a11-7c55-9d0e-5a2f3c1b7e90";

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance index(List<ProblemType> types);

        static native TemplateInstance problem(ProblemType type, String example);
    }

    private final ObjectMapper json;

    ProblemPages(ObjectMapper json) {
        this.json = json;
    }

    @GET
    @Operation(hidden = true)
    public Uni<String> index() {
        return Templates.index(List.of(ProblemType.values())).createUni();
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
        return json.writerWithDefaultPrettyPrinter()
                .writeValueAsString(Problem.of(type, type.title() + ".").document(EXAMPLE_INSTANCE));
    }
}
