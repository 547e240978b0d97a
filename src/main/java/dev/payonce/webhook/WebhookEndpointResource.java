package dev.payonce.webhook;

import static dev.payonce.problem.ProblemType.NOT_FOUND;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.api.Refuses;
import dev.payonce.api.Returns;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    @Operation(operationId = "putWebhookEndpoint", summary = "Say what a webhook endpoint is", description = """
            Makes it, or makes it what is said here; doing it again changes nothing, which is why no idempotency key \
            is needed. It is told of what happens from then on, `types` alone or all, by a POST of the event as \
            `GET /v1/events` shows it, signed by the Standard Webhooks specification: at least once, in no promised \
            order, for three days. `secret` is `whsec_` and 24 to 64 bytes in base 64; without one, it is made here, \
            and an existing endpoint keeps its own. Another one rotates it: for 24 hours deliveries are signed by \
            both. The address has to be public, each time its name is looked up, and redirects are not followed. While \
            an endpoint is `DISABLED` events wait for it; a receiver that answers 410 disables it.""")
    @Returns(
            value = WebhookEndpoint.class,
            status = {200, 201})
    public Uni<Response> put(@PathParam("name") String name, @NotNull @Valid WebhookEndpointRequest body) {
        UUID merchant = call.merchant();
        return webhooks.put(merchant, name, body)
                .chain(made -> webhooks.find(merchant, name)
                        .map(endpoint -> Response.status(made ? Response.Status.CREATED : Response.Status.OK)
                                .entity(endpoint)
                                .build()));
    }

    @GET
    @Operation(operationId = "listWebhookEndpoints", summary = "List webhook endpoints", description = "Newest first.")
    public Uni<Page<WebhookEndpoint>> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        return webhooks.list(call.merchant(), Cursor.of(limit, cursor));
    }

    @GET
    @Path("/{name}")
    @Operation(operationId = "getWebhookEndpoint", summary = "Read a webhook endpoint")
    @Refuses(NOT_FOUND)
    public Uni<WebhookEndpoint> get(@PathParam("name") String name) {
        return webhooks.find(call.merchant(), name);
    }

    @DELETE
    @Path("/{name}")
    @Operation(operationId = "deleteWebhookEndpoint", summary = "Delete a webhook endpoint", description = """
            Nothing more is delivered to it. One that is made under its name later begins with what happens then.""")
    @Refuses(NOT_FOUND)
    public Uni<Void> delete(@PathParam("name") String name) {
        return webhooks.delete(call.merchant(), name);
    }

    @GET
    @Path("/{name}/secret")
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(
            operationId = "getWebhookSecret",
            summary = "Read what a webhook endpoint's deliveries are signed with",
            description = "Not to be cached. One that was replaced is not shown any more.")
    @Refuses(NOT_FOUND)
    public Uni<WebhookSecret> secret(@PathParam("name") String name) {
        return webhooks.secret(call.merchant(), name);
    }

    @GET
    @Path("/{name}/deliveries")
    @Operation(
            operationId = "listWebhookDeliveries",
            summary = "List what was delivered to a webhook endpoint",
            description = """
            Newest event first, kept as long as the event. `DEAD` is what could not be delivered for three days; \
            `PUT .../position` delivers it again.""")
    @Refuses(NOT_FOUND)
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
    @Operation(
            operationId = "setWebhookPosition",
            summary = "Deliver all that follows an event, again if need be",
            description = """
            For a receiver that lost what it had taken. What was made before the endpoint is delivered, too, as long \
            as events are kept. Receivers know a repeated event by its `webhook-id`.""")
    @Refuses(NOT_FOUND)
    public Uni<WebhookEndpoint> setBack(@PathParam("name") String name, @NotNull @Valid PositionRequest body) {
        return webhooks.setBack(call.merchant(), name, body.after());
    }
}
