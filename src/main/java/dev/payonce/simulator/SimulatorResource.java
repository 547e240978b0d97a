package dev.payonce.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.payonce.simulator.Movement.Status;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/** The simulated gateway over HTTP; the package's description is its protocol. */
@PermitAll
@Path("/simulator")
class SimulatorResource {
    private static final Logger LOG = Logger.getLogger(SimulatorResource.class);

    private final Simulator simulator;
    private final Notices notices;

    SimulatorResource(Simulator simulator, Notices notices) {
        this.simulator = simulator;
        this.notices = notices;
    }

    /** What does not apply is left out. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            UUID reference,
            Status status,
            UUID id,
            String failureCode,
            Long amount,
            String currency,
            Instant executedAt) {

        static Outcome of(Movement movement) {
            boolean executed = movement.status() == Status.EXECUTED;
            return new Outcome(
                    movement.reference(),
                    movement.status(),
                    executed ? movement.id() : null,
                    movement.failureCode(),
                    movement.amount(),
                    movement.currency(),
                    executed ? movement.executeAt().toInstant() : null);
        }

        static Outcome withoutMoney(UUID reference, Status status) {
            return new Outcome(reference, status, null, null, null, null, null);
        }
    }

    /** Why there is no outcome. */
    @RegisterForReflection
    record Fault(String error) {}

    @POST
    @Path("/charges")
    @Operation(hidden = true)
    public Uni<Response> charge(@NotNull @Valid ChargeRequest request) {
        return answered(simulator.charge(request).map(SimulatorResource::written));
    }

    @POST
    @Path("/refunds")
    @Operation(hidden = true)
    public Uni<Response> refund(@NotNull @Valid RefundRequest request) {
        return answered(simulator.refund(request).map(SimulatorResource::written));
    }

    @GET
    @Path("/outcomes/{reference}")
    @Operation(hidden = true)
    public Uni<Response> inquire(UUID reference) {
        return answered(simulator
                .inquire(reference)
                .map(standing -> standing.map(Outcome::of)
                        .orElseGet(() -> Outcome.withoutMoney(reference, Status.NEVER_HEARD_OF)))
                .map(outcome -> Response.ok(outcome).build()));
    }

    @POST
    @Path("/outcomes/{reference}/bar")
    @Operation(hidden = true)
    public Uni<Response> bar(UUID reference) {
        return answered(simulator
                .bar(reference)
                .map(standing -> Response.ok(Outcome.of(standing)).build()));
    }

    @GET
    @Path("/notices")
    @Operation(hidden = true)
    public Notices.Told told() {
        return notices.told();
    }

    @PUT
    @Path("/notices")
    @Operation(hidden = true)
    public Notices.Told tellLike(@NotNull @Valid NoticeFaults faults) {
        notices.tellLike(faults);
        return notices.told();
    }

    private static Response written(Reply reply) {
        if (reply instanceof Reply.Outcome outcome) {
            return Response.ok(Outcome.of(outcome.movement())).build();
        }
        if (reply instanceof Reply.Unavailable unavailable) {
            return Response.status(503)
                    .entity(Outcome.withoutMoney(unavailable.reference(), Status.NOT_EXECUTED))
                    .build();
        }
        if (reply instanceof Reply.Conflict) {
            return Response.status(409)
                    .entity(new Fault("the reference belongs to another request"))
                    .build();
        }
        return Response.ok("{\"reference\": \"0b3f", MediaType.APPLICATION_JSON_TYPE)
                .build(); // Reply.Garbled
    }

    /**
     * Trouble of the simulator's own is a 500, whatever the application would make of the same exception elsewhere: a 503
     * would claim that nothing was executed, and a lost database connection may have committed.
     */
    static Uni<Response> answered(Uni<Response> response) {
        return response.onFailure().recoverWithItem(fault -> {
            LOG.warn("The simulator failed", fault);
            return Response.serverError()
                    .entity(new Fault("the simulator failed; the outcome is unknown"))
                    .build();
        });
    }
}
