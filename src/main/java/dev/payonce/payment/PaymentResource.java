package dev.payonce.payment;

import static dev.payonce.problem.ProblemType.AMOUNT_MISMATCH;
import static dev.payonce.problem.ProblemType.DUPLICATE_OPERATION;
import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.ORDER_NOT_PAYABLE;
import static dev.payonce.problem.ProblemType.PAYMENT_DECLINED;
import static dev.payonce.problem.ProblemType.PAYMENT_PENDING;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.order.Orders;
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

/** Payments over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class PaymentResource {

    private final PaymentService service;
    private final Payments payments;
    private final Orders orders;
    private final Idempotent idempotent;
    private final Call call;

    PaymentResource(PaymentService service, Payments payments, Orders orders, Idempotent idempotent, Call call) {
        this.service = service;
        this.payments = payments;
        this.orders = orders;
        this.idempotent = idempotent;
        this.call = call;
    }

    @POST
    @Path("/orders/{id}/payments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(operationId = "payOrder", summary = "Pay an order", description = """
            Charges the order's total through the gateway. While the outcome is unknown the answer is 202 with the \
            payment `PENDING`: ask again under the same key, and never under a new one. A declined payment is a 402, \
            and the order is `OPEN` again for another attempt under a new key.""")
    @Returns(
            value = Payment.class,
            status = {201, 202})
    @Refuses({PAYMENT_DECLINED, NOT_FOUND, ORDER_NOT_PAYABLE, PAYMENT_PENDING, DUPLICATE_OPERATION, AMOUNT_MISMATCH})
    public Uni<Response> create(@PathParam("id") UUID order, PaymentRequest body) {
        return idempotent.answer(
                PaymentOperations.CREATE, body, intent -> service.pay(intent, order, body), service::standing, order);
    }

    @GET
    @Path("/payments/{id}")
    @Operation(operationId = "getPayment", summary = "Read a payment")
    @Refuses(NOT_FOUND)
    public Uni<Payment> get(@PathParam("id") UUID id) {
        return ProblemException.found("payment", payments.byId(call.merchant(), id));
    }

    @GET
    @Path("/orders/{id}/payments")
    @Operation(
            operationId = "listPayments",
            summary = "List the payments of an order",
            description = "Newest first, failed ones included.")
    @Refuses(NOT_FOUND)
    public Uni<Page<Payment>> ofOrder(
            @PathParam("id") UUID order, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        Cursor from = Cursor.of(limit, cursor);
        UUID merchant = call.merchant();
        return ProblemException.found("order", orders.byId(merchant, order))
                .chain(found -> payments.ofOrder(merchant, order, from));
    }
}
