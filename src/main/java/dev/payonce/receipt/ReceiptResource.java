package dev.payonce.receipt;

import dev.payonce.http.Answers;
import dev.payonce.http.Commands;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Receipts over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class ReceiptResource {

    private final ReceiptService service;
    private final Commands commands;
    private final Answers answers;

    ReceiptResource(ReceiptService service, Commands commands, Answers answers) {
        this.service = service;
        this.commands = commands;
        this.answers = answers;
    }

    @POST
    @Path("/orders/{id}/receipts")
    @Cancellable(false)
    public Uni<Response> send(@PathParam("id") UUID order, @NotNull @Valid ReceiptRequest body) {
        var intent = commands.intent(ReceiptOperations.SEND, body, body.idempotencyKey(), order);
        return service.send(intent, order, body).map(result -> answers.response(result, intent.requestId()));
    }
}
