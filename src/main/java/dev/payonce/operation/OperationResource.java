package dev.payonce.operation;

import static dev.payonce.problem.ProblemType.ALREADY_EXECUTED;
import static dev.payonce.problem.ProblemType.GATEWAY_UNAVAILABLE;
import static dev.payonce.problem.ProblemType.IDEMPOTENCY_KEY_AMBIGUOUS;
import static dev.payonce.problem.ProblemType.IDEMPOTENCY_KEY_MALFORMED;
import static dev.payonce.problem.ProblemType.IDEMPOTENCY_KEY_MISSING;
import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.OPERATION_IN_PROGRESS;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    @Operation(
            operationId = "getOperationByKey",
            summary = "Look an operation up by its key",
            description = "The key goes into the header, as with the operation itself, and is never part of a URL.")
    @Refuses({NOT_FOUND, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, IDEMPOTENCY_KEY_AMBIGUOUS})
    public Uni<OperationView> current() {
        return ProblemException.found("operation", operations.byKey(call.merchant(), idempotent.key(null)));
    }

    @POST
    @Path("/operations/current/abandon")
    @Cancellable(false)
    @Operation(operationId = "abandonOperation", summary = "Give an operation up by its key", description = """
            Makes sure that what was asked under the key has not happened and never will, or says that it has. Nothing \
            stood under the key: it is `ABANDONED`, and a request that arrives late is refused. The outcome was \
            unknown: the gateway is asked, and told never to execute it. Doing it again gives the same answer.""")
    @Refuses({
        IDEMPOTENCY_KEY_MISSING,
        IDEMPOTENCY_KEY_MALFORMED,
        IDEMPOTENCY_KEY_AMBIGUOUS,
        OPERATION_IN_PROGRESS,
        ALREADY_EXECUTED,
        GATEWAY_UNAVAILABLE
    })
    public Uni<OperationView> abandon() {
        String key = idempotent.key(null);
        UUID merchant = call.merchant();
        return abandoning
                .abandon(merchant, key, ids.next(), call.requestId())
                .invoke(OperationResource::mustBeOver)
                .chain(over -> ProblemException.found("operation", operations.byKey(merchant, key)));
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
    @Operation(operationId = "getOperation", summary = "Look an operation up by its id", description = """
            Its id is in the `operation` link of the answers under its key. The key itself is never shown.""")
    @Refuses(NOT_FOUND)
    public Uni<OperationView> get(@PathParam("id") UUID id) {
        return ProblemException.found("operation", operations.byId(call.merchant(), id));
    }

    @GET
    @Path("/operations")
    @Operation(operationId = "listOperations", summary = "List operations", description = """
            Those that are undecided first, newest first, then the others, last decided first; with `status=PENDING` \
            those that are undecided alone.""")
    public Uni<Page<OperationView>> list(
            @QueryParam("status") String status,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return operations.list(
                call.merchant(), Cursor.parseStatus(OperationStatus.class, status), Cursor.of(limit, cursor));
    }
}
