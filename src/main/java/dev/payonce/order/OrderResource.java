package dev.payonce.order;

import dev.payonce.http.Call;
import dev.payonce.http.Commands;
import dev.payonce.http.Cursor;
import dev.payonce.http.Page;
import dev.payonce.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Orders over HTTP. */
@Path("/v1")
class OrderResource {

    private final OrderService service;
    private final Orders orders;
    private final Commands commands;
    private final Call call;

    OrderResource(OrderService service, Orders orders, Commands commands, Call call) {
        this.service = service;
        this.orders = orders;
        this.commands = commands;
        this.call = call;
    }

    @POST
    @Path("/orders")
    @Cancellable(false)
    public Uni<Response> create(OrderRequest body) {
        return commands.answer(OrderOperations.CREATE, body, intent -> service.place(intent, body), service::standing);
    }

    @POST
    @Path("/orders/{id}/cancel")
    @Cancellable(false)
    public Uni<Response> cancel(@PathParam("id") UUID id, CancelRequest body) {
        CancelRequest request = body == null ? CancelRequest.EMPTY : body;
        return commands.answer(
                OrderOperations.CANCEL, request, intent -> service.cancel(intent, id), service::standing, id);
    }

    @GET
    @Path("/orders/{id}")
    public Uni<Order> get(@PathParam("id") UUID id) {
        return orders.byId(call.merchant(), id).onItem().ifNull().failWith(() -> ProblemException.notFound("order"));
    }

    @GET
    @Path("/orders")
    public Uni<Page<Order>> list(
            @QueryParam("status") String status,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return orders.list(call.merchant(), Cursor.parseStatus(OrderStatus.class, status), Cursor.of(limit, cursor));
    }
}
