package dev.payonce.operation;

import dev.payonce.http.Call;
import dev.payonce.http.Commands;
import dev.payonce.http.Cursor;
import dev.payonce.http.Page;
import dev.payonce.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;

/** Operations over HTTP: by id, by the key in the header, or listed. */
@RolesAllowed("merchant")
@Path("/v1")
class OperationResource {

    private final Operations operations;
    private final Commands commands;
    private final Call call;

    OperationResource(Operations operations, Commands commands, Call call) {
        this.operations = operations;
        this.commands = commands;
        this.call = call;
    }

    @GET
    @Path("/operations/current")
    public Uni<OperationView> current() {
        return found(operations.byKey(call.merchant(), commands.key(null)));
    }

    @GET
    @Path("/operations/{id}")
    public Uni<OperationView> get(@PathParam("id") UUID id) {
        return found(operations.byId(call.merchant(), id));
    }

    @GET
    @Path("/operations")
    public Uni<Page<OperationView>> list(
            @QueryParam("status") String status,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return operations.list(
                call.merchant(), Cursor.parseStatus(OperationStatus.class, status), Cursor.of(limit, cursor));
    }

    private static Uni<OperationView> found(Uni<OperationView> operation) {
        return operation.onItem().ifNull().failWith(() -> ProblemException.notFound("operation"));
    }
}
