package dev.payonce.benchmark.contestant;

import dev.payonce.http.Answers;
import dev.payonce.http.Commands;
import dev.payonce.order.OrderOperations;
import dev.payonce.order.OrderRequest;
import dev.payonce.payment.PaymentOperations;
import dev.payonce.payment.PaymentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Orders and payments the textbook way. */
@RolesAllowed("merchant")
@Path("/v1/benchmark/textbook")
public class TextbookResource {

    private final TextbookService service;
    private final Commands commands;
    private final Answers answers;

    TextbookResource(TextbookService service, Commands commands, Answers answers) {
        this.service = service;
        this.commands = commands;
        this.answers = answers;
    }

    @POST
    @Path("/orders")
    @Cancellable(false)
    @Operation(hidden = true)
    public Uni<Response> place(@NotNull @Valid OrderRequest body) {
        var intent = commands.intent(OrderOperations.CREATE, body, body.idempotencyKey());
        return service.place(intent, body).map(result -> answers.response(result, intent.requestId()));
    }

    @POST
    @Path("/orders/{id}/payments")
    @Cancellable(false)
    @Operation(hidden = true)
    public Uni<Response> pay(@PathParam("id") UUID order, @NotNull @Valid PaymentRequest body) {
        var intent = commands.intent(PaymentOperations.CREATE, body, body.idempotencyKey(), order);
        return service.pay(intent, order, body).map(result -> answers.response(result, intent.requestId()));
    }
}
