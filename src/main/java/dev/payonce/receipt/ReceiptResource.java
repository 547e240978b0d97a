package dev.payonce.receipt;

import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.ORDER_NOT_PAID;
import static dev.payonce.problem.ProblemType.RECEIPT_REFUSED;

import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    @Operation(operationId = "sendReceipt", summary = "Send a receipt", description = """
            Mails a receipt for a paid order. No transaction is needed for that, so Redis guards it: a repetition \
            under the key is answered `ALREADY_SENT`, and a sending that failed may run again at once. What the mail \
            server refuses for good is a `receipt-refused`, which the key keeps. The domain of the address may be \
            outside ASCII, the name before the @ may not.""")
    @Returns(value = ReceiptService.Receipt.class, status = 200)
    @Refuses({NOT_FOUND, ORDER_NOT_PAID, RECEIPT_REFUSED})
    public Uni<Response> send(@PathParam("id") UUID order, ReceiptRequest body) {
        return idempotent.answer(
                ReceiptOperations.SEND,
                body,
                intent -> service.send(intent, order, body),
                intent -> service.standing(intent, order),
                order);
    }
}
