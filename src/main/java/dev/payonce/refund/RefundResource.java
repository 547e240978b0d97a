package dev.payonce.refund;

import static dev.payonce.problem.ProblemType.DUPLICATE_OPERATION;
import static dev.payonce.problem.ProblemType.INSUFFICIENT_BALANCE;
import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.PAYMENT_NOT_REFUNDABLE;
import static dev.payonce.problem.ProblemType.REFUND_EXCEEDS_REMAINING;
import static dev.payonce.problem.ProblemType.REFUND_REFUSED;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.json.Name;
import dev.payonce.payment.Payments;
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

/** Refunds over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class RefundResource {

    private final RefundService service;
    private final Refunds refunds;
    private final Payments payments;
    private final Idempotent idempotent;
    private final Call call;

    RefundResource(RefundService service, Refunds refunds, Payments payments, Idempotent idempotent, Call call) {
        this.service = service;
        this.refunds = refunds;
        this.payments = payments;
        this.idempotent = idempotent;
        this.call = call;
    }

    @POST
    @Path("/payments/{id}/refunds")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(operationId = "refundPayment", summary = "Refund a payment", description = """
            `PARTIAL` gives back the `amount` named. `FULL` gives back what remains when it is first executed, and \
            names no amount. Two equal partial refunds under two keys are two refunds, unless they share a \
            `reference`; a refund that failed sets its own free. While the outcome is unknown the answer is 202 with \
            the refund `PENDING`.""")
    @Returns(
            value = Refund.class,
            status = {201, 202})
    @Refuses({
        REFUND_REFUSED,
        NOT_FOUND,
        PAYMENT_NOT_REFUNDABLE,
        REFUND_EXCEEDS_REMAINING,
        INSUFFICIENT_BALANCE,
        DUPLICATE_OPERATION
    })
    public Uni<Response> create(@PathParam("id") UUID payment, RefundRequest body) {
        return idempotent.answer(
                RefundOperations.CREATE,
                body,
                intent -> service.refund(intent, payment, body),
                service::standing,
                payment);
    }

    @GET
    @Path("/refunds/{id}")
    @Operation(operationId = "getRefund", summary = "Read a refund")
    @Refuses(NOT_FOUND)
    public Uni<Refund> get(@PathParam("id") UUID id) {
        return ProblemException.found("refund", refunds.byId(call.merchant(), id));
    }

    @GET
    @Path("/payments/{id}/refunds")
    @Operation(operationId = "listRefunds", summary = "List the refunds of a payment", description = """
            Newest first, failed ones included. With a `reference`, the one refund that has it, or none: one that \
            failed has set its reference free.""")
    @Refuses(NOT_FOUND)
    public Uni<Page<Refund>> ofPayment(
            @PathParam("id") UUID payment,
            @QueryParam("reference") @Name(max = 100, ownNumber = true) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Cursor from = Cursor.of(limit, cursor);
        UUID merchant = call.merchant();
        return ProblemException.found("payment", payments.byId(merchant, payment))
                .chain(found -> reference == null
                        ? refunds.ofPayment(merchant, payment, from)
                        : refunds.byReference(merchant, payment, reference).map(Page::ofAtMostOne));
    }
}
