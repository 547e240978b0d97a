package dev.payonce.merchant;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.json.Text;
import dev.payonce.problem.ProblemException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;

/** A merchant's api keys over HTTP. */
@RolesAllowed("admin")
@Path("/admin/merchants/{merchant}/api-keys")
@Produces(MediaType.APPLICATION_JSON)
class ApiKeyResource {

    record NewApiKey(@Text(max = 200) String name) {}

    /** @param apiKey shown this once; only its digest is kept */
    @RegisterForReflection
    record CreatedApiKey(UUID id, String name, String apiKey, Instant createdAt) {}

    private final ApiKeys keys;

    ApiKeyResource(ApiKeys keys) {
        this.keys = keys;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@PathParam("merchant") UUID merchant, @Valid NewApiKey body) {
        return ProblemException.found("merchant", keys.create(merchant, body == null ? null : body.name()))
                .map(made -> Response.status(Response.Status.CREATED)
                        .entity(new CreatedApiKey(
                                made.view().id(),
                                made.view().name(),
                                made.key().reveal(),
                                made.view().createdAt()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    @GET
    public Uni<Page<ApiKeyView>> list(
            @PathParam("merchant") UUID merchant,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return ProblemException.found("merchant", keys.list(merchant, Cursor.of(limit, cursor)));
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> revoke(@PathParam("merchant") UUID merchant, @PathParam("id") UUID id) {
        return ProblemException.found("api key", keys.revoke(merchant, id)).replaceWithVoid();
    }
}
