package dev.payonce.merchant;

import static dev.payonce.problem.ProblemType.NOT_FOUND;

import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Makes merchants. */
@RolesAllowed("admin")
@Path("/admin/merchants")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class MerchantAdmin {

    record NewMerchant(@NotNull @Text(max = 200) String name) {}

    /** @param apiKey shown this once; only its digest is kept */
    @RegisterForReflection
    record CreatedMerchant(UUID id, String name, String apiKey) {}

    private final Merchants merchants;

    MerchantAdmin(Merchants merchants) {
        this.merchants = merchants;
    }

    @POST
    @Operation(operationId = "createMerchant", summary = "Make a merchant", description = """
            Answers its api key, this once: only a digest of it is kept. Where no `ADMIN_TOKEN` is configured the path \
            does not exist. No idempotency key is needed: a merchant whose key was lost on the way harms nobody.""")
    @Returns(value = CreatedMerchant.class, status = 201)
    @Refuses(NOT_FOUND)
    public Uni<Response> create(@NotNull @Valid NewMerchant body) {
        return merchants
                .create(body.name())
                .map(made -> Response.status(Response.Status.CREATED)
                        .entity(new CreatedMerchant(
                                made.id(), made.name(), made.key().reveal()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }
}
