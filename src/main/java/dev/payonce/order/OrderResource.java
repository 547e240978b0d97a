package dev.payonce.order;

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

/** Orders over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class OrderResource {

    private final OrderService service;
    private final Orders orders;
    private final Commands commands;
    private final Call call;
    private final Answers answers;

    OrderResource(OrderService service, Orders orders, Commands commands, Call call, Answers answers) {
        this.service = service;
        this.orders = orders;
        this.commands = commands;
        this.call = call;
        this.answers = answers;
    }

    @POST
    @Path("/orders")
    @Cancellable(false)
    public Uni<Response> create(@NotNull @Valid OrderRequest body) {
        var intent = commands.intent(OrderOperations.CREATE, body, body.idempotencyKey());
        return service.place(intent, body).map(result -> answers.response(result, intent.requestId()));
    }

    @POST
    @Path("/orders/{id}/cancel")
    @Cancellable(false)
    public Uni<Response> cancel(@PathParam("id") UUID id, @Valid CancelRequest body) {
        CancelRequest request = body == null ? CancelRequest.EMPTY : body;
        var intent = commands.intent(OrderOperations.CANCEL, request, request.idempotencyKey(), id);
        return service.cancel(intent, id).map(result -> answers.response(result, intent.requestId()));
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
            @QueryParam("reference") @Text(max = 100) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        OrderStatus only = Cursor.parseStatus(OrderStatus.class, status);
        Cursor from = Cursor.of(limit, cursor);
        return reference == null
                ? orders.list(call.merchant(), only, from)
                : orders.byReference(call.merchant(), Texts.normal(reference))
                        .map(order -> Page.ofAtMostOne(order == null || order.isOf(only) ? order : null));
    }
}
