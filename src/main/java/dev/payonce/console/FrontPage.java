package dev.payonce.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The page itself. A template for one reason: those who show a preview of a link do not resolve the path of its picture, so the
 * page has to say where it is itself.
 */
@PermitAll
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
class FrontPage {

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance page(String origin);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> page(@Context UriInfo uri) {
        URI page = uri.getBaseUri();
        return Templates.page(page.getScheme() + "://" + page.getRawAuthority())
                .createUni()
                .map(html -> Response.ok(html)
                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .build());
    }
}
