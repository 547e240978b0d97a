package dev.payonce.refund;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.idempotency.http.Idempotent;
import dev.payonce.json.Name;
import dev.payonce.payment.Payments;
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
import org.jboss.resteasy.reactive.server.Cancellable;

/** Refunds over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class RefundResource {

    private final RefundService service;
    private final Refunds refunds;
    private final Payments payments;
    private final Idempotent idempotent;
    private final Call call;

    RefundResource(RefundService service, Refunds refunds, Payments payments, Idempotent idempotent, Call call) {
        this.service = service;
        this.refunds = refunds;
        this.payments = payments;
        this.idempotent = idempotent;
        this.call = call;
    }

    @POST
    @Path("/payments/{id}/refunds")
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<Response> create(@PathParam("id") UUID payment, RefundRequest body) {
        return idempotent.answer(
                RefundOperations.CREATE,
                body,
                intent -> service.refund(intent, payment, body),
                service::standing,
                payment);
    }

    @GET
    @Path("/refunds/{id}")
    public Uni<Refund> get(@PathParam("id") UUID id) {
        return ProblemException.found("refund", refunds.byId(call.merchant(), id));
    }

    @GET
    @Path("/payments/{id}/refunds")
    public Uni<Page<Refund>> ofPayment(
            @PathParam("id") UUID payment,
            @QueryParam("reference") @Name(max = 100, ownNumber = true) String reference,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        Cursor from = Cursor.of(limit, cursor);
        return ProblemException.found("payment", payments.byId(call.merchant(), payment))
                .chain(found -> reference == null
                        ? refunds.ofPayment(call.merchant(), payment, from)
                        : refunds.byReference(call.merchant(), payment, reference)
                                .map(Page::ofAtMostOne));
    }
}
