package dev.payonce.transfer;

import dev.payonce.http.Answers;
import dev.payonce.http.Call;
import dev.payonce.http.Commands;
import dev.payonce.http.Cursor;
import dev.payonce.http.Page;
import dev.payonce.http.ProblemException;
import dev.payonce.json.Text;
import dev.payonce.json.Texts;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Transfers over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class TransferResource {

    private final TransferService service;
    private final Transfers transfers;
    private final Commands commands;
    private final Call call;
    private final Answers answers;

    TransferResource(TransferService service, Transfers transfers, Commands commands, Call call, Answers answers) {
        this.service = service;
        this.transfers = transfers;
        this.commands = commands;
        this.call = call;
        this.answers = answers;
    }

    @POST
    @Path("/transfers")
    @Cancellable(false)
    public Uni<Response> create(@NotNull @Valid TransferRequest body) {
        var intent = commands.intent(TransferOperations.CREATE, body, body.idempotencyKey());
        return service.transfer(intent, body).map(result -> answers.response(result, intent.requestId()));
    }

    @GET
    @Path("/transfers/{id}")
    public Uni<Transfer> get(@PathParam("id") UUID id) {
        return transfers
                .byId(call.merchant(), id)
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.notFound("transfer"));
    }

    @GET
    @Path("/transfers")
    public Uni<Page<Transfer>> list(
            @QueryParam("reference") @Text(max = 100) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Cursor from = Cursor.of(limit, cursor);
        return reference == null
                ? transfers.list(call.merchant(), from)
                : transfers
                        .byReference(call.merchant(), Texts.normal(reference))
                        .map(Page::ofAtMostOne);
    }
}
