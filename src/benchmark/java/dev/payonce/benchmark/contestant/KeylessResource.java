package dev.payonce.benchmark.contestant;

import dev.payonce.http.Answers;
import dev.payonce.http.Call;
import dev.payonce.http.Ids;
import dev.payonce.idempotency.KeyStore;
import dev.payonce.order.Order;
import dev.payonce.order.OrderRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Places orders as payonce would if it had no keys: one statement, one commit, and each retry is another order. */
@RolesAllowed("merchant")
@Path("/v1/benchmark/keyless")
public class KeylessResource {

    private static final String INSERT = """
            INSERT INTO orders (merchant_id, id, customer, currency, total, items, reference, note, metadata, created_at)
            SELECT $1, id, customer, currency, total, items, reference, note, metadata, now()
              FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[])
                       AS asked (id, customer, currency, total, items, reference, note, metadata)
            RETURNING id AS operation_id, created_at
            """;

    private final KeyStore keys;
    private final Call call;
    private final Ids ids;
    private final Answers answers;

    KeylessResource(KeyStore keys, Call call, Ids ids, Answers answers) {
        this.keys = keys;
        this.call = call;
        this.ids = ids;
        this.answers = answers;
    }

    @POST
    @Path("/orders")
    @Cancellable(false)
    @Operation(hidden = true)
    public Uni<Response> create(@NotNull @Valid OrderRequest body) {
        UUID id = ids.next();
        Order order = NewOrder.of(id, body, null, answers);
        List<Object> parameters = Arrays.asList(
                call.merchant(),
                id,
                order.customer(),
                order.currency(),
                order.total(),
                order.items(),
                order.reference(),
                order.note(),
                order.metadata());
        return keys.firstTogether(INSERT, id, parameters, row -> KeyStore.instant(row, "created_at"))
                .map(createdAt -> Response.status(201)
                        .entity(answers.write(NewOrder.of(id, body, createdAt, answers)))
                        .type(MediaType.APPLICATION_JSON)
                        .header(HttpHeaders.LOCATION, Order.path(id))
                        .build());
    }
}
