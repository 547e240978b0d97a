package dev.payonce.merchant;

import static dev.payonce.problem.ProblemType.NOT_FOUND;

import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

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
    @Operation(operationId = "createApiKey", summary = "Make another api key of a merchant", description = """
            Answers the key, this once: only a digest of it is kept. All keys of a merchant see the same orders and \
            idempotency keys. To replace a key, make another, switch to it, then revoke the old one. The body may be \
            left out.""")
    @Returns(value = CreatedApiKey.class, status = 201)
    @Refuses(NOT_FOUND)
    public Uni<Response> create(
            @PathParam("merchant") UUID merchant, @RequestBody(required = false) @Valid NewApiKey body) {
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
    @Operation(operationId = "listApiKeys", summary = "List the api keys of a merchant", description = """
            Newest first, revoked ones included, without the keys themselves. `lastUsedAt` is true to within some \
            seconds.""")
    @Refuses(NOT_FOUND)
    public Uni<Page<ApiKeyView>> list(
            @PathParam("merchant") UUID merchant,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return ProblemException.found("merchant", keys.list(merchant, Cursor.of(limit, cursor)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "revokeApiKey", summary = "Revoke an api key", description = """
            From then on it is answered 401, within five seconds by every instance, a replay under it included. \
            Revoking it again changes nothing. What was done with it stands, and so do the merchant's idempotency \
            keys.""")
    @Refuses(NOT_FOUND)
    public Uni<Void> revoke(@PathParam("merchant") UUID merchant, @PathParam("id") UUID id) {
        return ProblemException.found("api key", keys.revoke(merchant, id)).replaceWithVoid();
    }
}
