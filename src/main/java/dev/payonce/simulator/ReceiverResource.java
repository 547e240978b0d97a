package dev.payonce.simulator;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Plays a merchant's server that is told of events: {@code POST} takes a delivery, {@code GET} shows what came, {@code PUT}
 * says how it behaves and which secret it verifies by, {@code DELETE} forgets all. {@code /simulator/receiver/<any name>} is
 * another one.
 */
@PermitAll
@Path("/simulator/receiver{name:(?:/[A-Za-z0-9_-]+)?}")
class ReceiverResource {

    /** Longer than any sender waits. */
    private static final Duration HANGING = Duration.ofMinutes(1);

    private static final int MOST_INBOXES = 50;

    private final InstantSource time;

    /** The one that was asked for longest ago goes first. */
    private final Map<String, Inbox> inboxes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Inbox> eldest) {
            return size() > MOST_INBOXES;
        }
    };

    ReceiverResource(InstantSource time) {
        this.time = time;
    }

    private Inbox inbox(String name) {
        synchronized (inboxes) {
            return inboxes.computeIfAbsent(name, none -> new Inbox());
        }
    }

    @POST
    @Operation(hidden = true)
    public Uni<Response> receive(
            @PathParam("name") String name,
            @HeaderParam("webhook-id") @NotNull String id,
            @HeaderParam("webhook-timestamp") @NotNull String timestamp,
            @HeaderParam("webhook-signature") @NotNull String signatures,
            @NotNull String body,
            HttpServerRequest request) {
        Inbox.Behaviour behaviour = inbox(name).receive(id, timestamp, signatures, body, time.instant());
        if (behaviour == null) {
            return Uni.createFrom().item(Response.status(401).build());
        }
        return switch (behaviour) {
            case TAKE -> Uni.createFrom().item(Response.noContent().build());
            case FAIL -> Uni.createFrom().item(Response.serverError().build());
            case GONE -> Uni.createFrom().item(Response.status(410).build());
            case REDIRECT ->
                Uni.createFrom()
                        .item(Response.status(307)
                                .header("Location", "/simulator/statement")
                                .build());
            case HANG ->
                Uni.createFrom()
                        .item(() -> Response.noContent().build())
                        .onItem()
                        .delayIt()
                        .by(HANGING);
            case LOSE_ANSWER -> {
                request.connection().close();
                yield Uni.createFrom().nothing();
            }
        };
    }

    @GET
    @Operation(hidden = true)
    public Inbox.View show(@PathParam("name") String name) {
        return inbox(name).view();
    }

    @PUT
    @Operation(hidden = true)
    public Inbox.View set(@PathParam("name") String name, @NotNull Inbox.Settings settings) {
        inbox(name).set(settings);
        return inbox(name).view();
    }

    @DELETE
    @Operation(hidden = true)
    public void forget(@PathParam("name") String name) {
        synchronized (inboxes) {
            inboxes.remove(name);
        }
    }
}
