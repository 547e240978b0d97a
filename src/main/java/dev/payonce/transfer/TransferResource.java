package dev.payonce.transfer;

import static dev.payonce.problem.ProblemType.DUPLICATE_OPERATION;
import static dev.payonce.problem.ProblemType.INSUFFICIENT_BALANCE;
import static dev.payonce.problem.ProblemType.NOT_FOUND;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.json.Name;
import dev.payonce.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Transfers over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class TransferResource {

    private final TransferService service;
    private final Transfers transfers;
    private final Idempotent idempotent;
    private final Call call;

    TransferResource(TransferService service, Transfers transfers, Idempotent idempotent, Call call) {
        this.service = service;
        this.transfers = transfers;
        this.idempotent = idempotent;
        this.call = call;
    }

    @POST
    @Path("/transfers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(operationId = "makeTransfer", summary = "Transfer money out of the balance", description = """
            Pays a recipient out of the available balance, which never falls below zero. The same amount to another \
            recipient is another operation.""")
    @Returns(value = Transfer.class, status = 201)
    @Refuses({INSUFFICIENT_BALANCE, DUPLICATE_OPERATION})
    public Uni<Response> create(TransferRequest body) {
        return idempotent.answer(
                TransferOperations.CREATE, body, intent -> service.transfer(intent, body), service::standing);
    }

    @GET
    @Path("/transfers/{id}")
    @Operation(operationId = "getTransfer", summary = "Read a transfer")
    @Refuses(NOT_FOUND)
    public Uni<Transfer> get(@PathParam("id") UUID id) {
        return ProblemException.found("transfer", transfers.byId(call.merchant(), id));
    }

    @GET
    @Path("/transfers")
    @Operation(
            operationId = "listTransfers",
            summary = "List transfers",
            description = "Newest first. With a `reference`, the one transfer that has it, or none.")
    public Uni<Page<Transfer>> list(
            @QueryParam("reference") @Name(max = 100, ownNumber = true) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Cursor from = Cursor.of(limit, cursor);
        return reference == null
                ? transfers.list(call.merchant(), from)
                : transfers.byReference(call.merchant(), reference).map(Page::ofAtMostOne);
    }
}
