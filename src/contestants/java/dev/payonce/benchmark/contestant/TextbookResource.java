package dev.payonce.benchmark.contestant;

import dev.payonce.idempotency.Intent;
import dev.payonce.idempotency.Result;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.order.OrderOperations;
import dev.payonce.order.OrderRequest;
import dev.payonce.payment.PaymentOperations;
import dev.payonce.payment.PaymentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
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
    private final Idempotent idempotent;

    TextbookResource(TextbookService service, Idempotent idempotent) {
        this.service = service;
        this.idempotent = idempotent;
    }

    @POST
    @Path("/orders")
    @Cancellable(false)
    @Operation(hidden = true)
    public Uni<Response> place(OrderRequest body) {
        return idempotent.answer(
                OrderOperations.CREATE, body, intent -> service.place(intent, body), TextbookResource::nothing);
    }

    @POST
    @Path("/orders/{id}/payments")
    @Cancellable(false)
    @Operation(hidden = true)
    public Uni<Response> pay(@PathParam("id") UUID order, PaymentRequest body) {
        return idempotent.answer(
                PaymentOperations.CREATE,
                body,
                intent -> service.pay(intent, order, body),
                TextbookResource::nothing,
                order);
    }

    /** The textbook refuses what is invalid without a look at the key. */
    private static Uni<Result> nothing(Intent intent) {
        return Uni.createFrom().nullItem();
    }
}
