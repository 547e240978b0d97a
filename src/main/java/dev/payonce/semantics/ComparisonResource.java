package dev.payonce.semantics;

import dev.payonce.http.Call;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** The question "is this the same operation?" over HTTP. It touches nothing of anybody's, so it asks for no api key. */
@PermitAll
@Path("/semantics")
class ComparisonResource {

    private final Comparer comparer;
    private final Call call;

    ComparisonResource(Comparer comparer, Call call) {
        this.comparer = comparer;
        this.call = call;
    }

    @POST
    @Path("/compare")
    @Consumes(MediaType.APPLICATION_JSON)
    @NonBlocking
    public Comparison compare(@NotNull @Valid ComparisonRequest body) {
        return comparer.compare(body, call.requestId());
    }
}
