package dev.payonce.webhook;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Webhook endpoints over HTTP. A PUT says itself what is the same, and needs no idempotency key. */
@RolesAllowed("merchant")
@Path("/v1/webhook-endpoints")
class WebhookEndpointResource {

    private final Webhooks webhooks;
    private final Call call;

    WebhookEndpointResource(Webhooks webhooks, Call call) {
        this.webhooks = webhooks;
        this.call = call;
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<Response> put(@PathParam("name") String name, @NotNull @Valid WebhookEndpointRequest body) {
        return webhooks.put(call.merchant(), name, body)
                .chain(made -> webhooks.find(call.merchant(), name)
                        .map(endpoint -> Response.status(made ? Response.Status.CREATED : Response.Status.OK)
                                .entity(endpoint)
                                .build()));
    }

    @GET
    public Uni<Page<WebhookEndpoint>> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        return webhooks.list(call.merchant(), Cursor.of(limit, cursor));
    }

    @GET
    @Path("/{name}")
    public Uni<WebhookEndpoint> get(@PathParam("name") String name) {
        return webhooks.find(call.merchant(), name);
    }

    @DELETE
    @Path("/{name}")
    public Uni<Void> delete(@PathParam("name") String name) {
        return webhooks.delete(call.merchant(), name);
    }

    @GET
    @Path("/{name}/secret")
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public Uni<WebhookSecret> secret(@PathParam("name") String name) {
        return webhooks.secret(call.merchant(), name);
    }

    @GET
    @Path("/{name}/deliveries")
    public Uni<Page<WebhookDelivery>> deliveries(
            @PathParam("name") String name,
            @QueryParam("status") String status,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return webhooks.deliveries(
                call.merchant(), name, Cursor.parseStatus(DeliveryStatus.class, status), Cursor.of(limit, cursor));
    }

    @PUT
    @Path("/{name}/position")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<WebhookEndpoint> setBack(@PathParam("name") String name, @NotNull @Valid PositionRequest body) {
        return webhooks.setBack(call.merchant(), name, body.after());
    }
}
