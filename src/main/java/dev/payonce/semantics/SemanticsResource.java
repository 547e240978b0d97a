package dev.payonce.semantics;

import dev.payonce.idempotency.IdempotencyConfig;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

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
    public Semantics table() {
        return Semantics.upTo(config.fingerprintVersion());
    }
}
