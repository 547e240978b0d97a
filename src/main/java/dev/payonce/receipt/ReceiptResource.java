package dev.payonce.receipt;

import dev.payonce.idempotency.http.Idempotent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Receipts over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class ReceiptResource {

    private final ReceiptService service;
    private final Idempotent idempotent;

    ReceiptResource(ReceiptService service, Idempotent idempotent) {
        this.service = service;
        this.idempotent = idempotent;
    }

    @POST
    @Path("/orders/{id}/receipts")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<Response> send(@PathParam("id") UUID order, ReceiptRequest body) {
        return idempotent.answer(
                ReceiptOperations.SEND,
                body,
                intent -> service.send(intent, order, body),
                intent -> service.standing(intent, order),
                order);
    }
}
