package dev.payonce.order;

import static dev.payonce.problem.ProblemType.DUPLICATE_OPERATION;
import static dev.payonce.problem.ProblemType.NOT_FOUND;
import static dev.payonce.problem.ProblemType.ORDER_NOT_CANCELLABLE;

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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Orders over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class OrderResource {

    private final OrderService service;
    private final Orders orders;
    private final Idempotent idempotent;
    private final Call call;

    OrderResource(OrderService service, Orders orders, Idempotent idempotent, Call call) {
        this.service = service;
        this.orders = orders;
        this.idempotent = idempotent;
        this.call = call;
    }

    @POST
    @Path("/orders")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(operationId = "placeOrder", summary = "Place an order", description = """
            The order is `OPEN`: it can be paid or cancelled. Items are a multiset, so their order does not matter. A \
            `reference` can be used once, even after its key expires, and by a cancelled order, too: the same one \
            under another key is a `duplicate-operation`.""")
    @Returns(value = Order.class, status = 201)
    @Refuses(DUPLICATE_OPERATION)
    public Uni<Response> create(OrderRequest body) {
        return idempotent.answer(
                OrderOperations.CREATE, body, intent -> service.place(intent, body), service::standing);
    }

    @POST
    @Path("/orders/{id}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    @Operation(operationId = "cancelOrder", summary = "Cancel an order", description = """
            Only an `OPEN` order can be cancelled. Cancelling a cancelled one changes nothing and is answered with \
            200. The body may be left out.""")
    @Returns(value = Order.class, status = 200)
    @Refuses({NOT_FOUND, ORDER_NOT_CANCELLABLE})
    public Uni<Response> cancel(@PathParam("id") UUID id, @RequestBody(required = false) CancelRequest body) {
        CancelRequest request = body == null ? CancelRequest.EMPTY : body;
        return idempotent.execute(
                OrderOperations.CANCEL,
                request,
                Order.path(id),
                (transaction, intent) -> service.cancel(transaction, intent, id),
                id);
    }

    @GET
    @Path("/orders/{id}")
    @Operation(operationId = "getOrder", summary = "Read an order")
    @Refuses(NOT_FOUND)
    public Uni<Order> get(@PathParam("id") UUID id) {
        return ProblemException.found("order", orders.byId(call.merchant(), id));
    }

    @GET
    @Path("/orders")
    @Operation(operationId = "listOrders", summary = "List orders", description = """
            Newest first. With a `reference`, the one order that has it, or none; `status` narrows that, too.""")
    public Uni<Page<Order>> list(
            @QueryParam("status") String status,
            @QueryParam("reference") @Name(max = 100, ownNumber = true) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        OrderStatus only = Cursor.parseStatus(OrderStatus.class, status);
        Cursor from = Cursor.of(limit, cursor);
        return reference == null
                ? orders.list(call.merchant(), only, from)
                : orders.byReference(call.merchant(), reference)
                        .map(order -> Page.ofAtMostOne(order == null || order.isOf(only) ? order : null));
    }
}
