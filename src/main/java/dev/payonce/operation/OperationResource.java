package dev.payonce.operation;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.clock.Ids;
import dev.payonce.idempotency.Abandoning;
import dev.payonce.idempotency.Abandonment;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Operations over HTTP: by id, by the key in the header, or listed; and given up. */
@RolesAllowed("merchant")
@Path("/v1")
class OperationResource {

    private final Operations operations;
    private final Idempotent idempotent;
    private final Abandoning abandoning;
    private final Ids ids;
    private final Call call;

    OperationResource(Operations operations, Idempotent idempotent, Abandoning abandoning, Ids ids, Call call) {
        this.operations = operations;
        this.idempotent = idempotent;
        this.abandoning = abandoning;
        this.ids = ids;
        this.call = call;
    }

    @GET
    @Path("/operations/current")
    public Uni<OperationView> current() {
        return ProblemException.found("operation", operations.byKey(call.merchant(), idempotent.key(null)));
    }

    @POST
    @Path("/operations/current/abandon")
    @Cancellable(false)
    public Uni<OperationView> abandon() {
        String key = idempotent.key(null);
        return abandoning
                .abandon(call.merchant(), key, ids.next(), call.requestId())
                .invoke(OperationResource::mustBeOver)
                .chain(over -> ProblemException.found("operation", operations.byKey(call.merchant(), key)));
    }

    private static void mustBeOver(Abandonment abandonment) {
        if (abandonment instanceof Abandonment.Executed executed) {
            throw new ProblemException(
                    Problem.of(ProblemType.ALREADY_EXECUTED, "The operation under this key has taken effect.")
                            .with("resource", executed.resource()));
        }
        if (abandonment instanceof Abandonment.Running) {
            throw new ProblemException(Problem.of(
                    ProblemType.OPERATION_IN_PROGRESS,
                    "A request under this key is running. Abandon it again, under the same key."));
        }
        if (abandonment instanceof Abandonment.Undecided) {
            throw new ProblemException(Problem.of(
                    ProblemType.GATEWAY_UNAVAILABLE,
                    "Whether the operation was executed cannot be found out at the moment. Nothing has changed."));
        }
    }

    @GET
    @Path("/operations/{id}")
    public Uni<OperationView> get(@PathParam("id") UUID id) {
        return ProblemException.found("operation", operations.byId(call.merchant(), id));
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
}
