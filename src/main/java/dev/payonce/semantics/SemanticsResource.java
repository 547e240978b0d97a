package dev.payonce.semantics;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The table of operations over HTTP. */
@Path("/v1")
class SemanticsResource {

    @GET
    @Path("/semantics")
    @NonBlocking
    public Semantics table() {
        return Semantics.PUBLISHED;
    }
}
