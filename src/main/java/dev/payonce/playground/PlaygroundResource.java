package dev.payonce.playground;

import dev.payonce.idempotency.CrashPoint;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.playground.MortalInstance.Answer;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The playground over HTTP, for the console alone. */
@PermitAll
@Path("/playground")
@Consumes(MediaType.APPLICATION_JSON)
class PlaygroundResource {
    private final KeylessShop keyless;
    private final MortalInstance mortal;

    PlaygroundResource(KeylessShop keyless, MortalInstance mortal) {
        this.keyless = keyless;
        this.mortal = mortal;
    }

    /**
     * What there is to play with.
     *
     * @param crashPoints where an instance can be told to die; none where this process cannot be started again
     */
    @RegisterForReflection
    record Offer(List<String> crashPoints) {}

    /** Where to die. */
    @RegisterForReflection
    record Death(@NotNull String at) {}

    @GET
    @Operation(hidden = true)
    public Offer offer() {
        return new Offer(OwnCommand.isKnown() ? CrashPoints.words() : List.of());
    }

    @POST
    @Path("/keyless/{shop}/payments")
    @Operation(hidden = true)
    public Uni<Response> payWithoutKey(@PathParam("shop") UUID shop, @NotNull @Valid KeylessShop.Payment payment) {
        return keyless.pay(shop, payment)
                .map(paid ->
                        Response.status(paid.charged() ? 201 : 402).entity(paid).build());
    }

    @GET
    @Path("/mortal")
    @Operation(hidden = true)
    public Uni<MortalInstance.View> look() {
        return mortal.view();
    }

    @PUT
    @Path("/mortal")
    @Operation(hidden = true)
    @Blocking
    public MortalInstance.View start(@NotNull @Valid Death death, HttpServerRequest request) {
        CrashPoint point = CrashPoints.of(death.at())
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.INVALID_REQUEST, "No payment passes that point: one of " + CrashPoints.words())));
        return mortal.start(point, request.localAddress().port());
    }

    /** As a balancer does it: what the instance answers, or a connection that ends without an answer. */
    @POST
    @Path("/mortal/orders/{order}/payments")
    @Operation(hidden = true)
    public Uni<Response> pay(
            @PathParam("order") UUID order,
            @HeaderParam("Authorization") @NotNull String authorization,
            @HeaderParam("Idempotency-Key") @NotNull String key,
            @NotNull String body,
            HttpServerRequest request) {
        return mortal.pay(order.toString(), authorization, key, body)
                .map(PlaygroundResource::handedOn)
                .onFailure()
                .recoverWithUni(dead -> {
                    request.connection().close();
                    return Uni.createFrom().nothing();
                });
    }

    private static Response handedOn(Answer answer) {
        Response.ResponseBuilder response =
                Response.status(answer.status()).type(answer.type()).entity(answer.body());
        return answer.retryAfter() == null
                ? response.build()
                : response.header("Retry-After", answer.retryAfter()).build();
    }
}
