package dev.payonce.benchmark.contestant;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** One answer, for everybody and for merchants alone: what differs is that it is found out who asks. */
@Path("/v1/benchmark")
@Produces(MediaType.TEXT_PLAIN)
public class CheckedResource {

    private static final String ANSWER = "here";

    @GET
    @Path("/open")
    @PermitAll
    @NonBlocking
    @Operation(hidden = true)
    public String open() {
        return ANSWER;
    }

    @GET
    @Path("/checked")
    @RolesAllowed("merchant")
    @NonBlocking
    @Operation(hidden = true)
    public String checked() {
        return ANSWER;
    }
}
