package dev.payonce.semantics;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The table of operations over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class SemanticsResource {

    @GET
    @Path("/semantics")
    @NonBlocking
    public Semantics table() {
        return Semantics.PUBLISHED;
    }
}
