package dev.payonce.semantics;

import dev.payonce.idempotency.IdempotencyConfig;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The table of operations over HTTP, in the version that this instance writes. */
@RolesAllowed("merchant")
@Path("/v1")
class SemanticsResource {

    private final IdempotencyConfig config;

    SemanticsResource(IdempotencyConfig config) {
        this.config = config;
    }

    @GET
    @Path("/semantics")
    @NonBlocking
    @Operation(operationId = "getSemantics", summary = "Read what counts as the same operation", description = """
            Every field of every request: IDENTITY, whose value makes the operation what it is, or NOISE, which may \
            differ between two sendings of one operation; each with the reason. A request that comes again is compared \
            in the `version` that its key was stored with, whatever counts by then. `x-idempotency` in this document \
            is made from the same declarations.""")
    public Semantics table() {
        return Semantics.upTo(config.fingerprintVersion());
    }
}
