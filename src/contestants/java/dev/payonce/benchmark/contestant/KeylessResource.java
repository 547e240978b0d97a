package dev.payonce.benchmark.contestant;

import dev.payonce.api.Call;
import dev.payonce.clock.Ids;
import dev.payonce.idempotency.GroupCommit;
import dev.payonce.idempotency.Groups;
import dev.payonce.idempotency.http.Answers;
import dev.payonce.order.Order;
import dev.payonce.order.OrderRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
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
            RETURNING created_at
            """;

    private final GroupCommit<Order, Instant> groups;
    private final Call call;
    private final Ids ids;
    private final Answers answers;

    KeylessResource(Pool pool, Call call, Ids ids, Answers answers, Groups groups) {
        this.groups = groups.of(
                "keyless",
                order -> order.id().toString(),
                (merchant, orders) -> pool.preparedQuery(INSERT)
                        .execute(parameters(merchant, orders))
                        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getOffsetDateTime(0).toInstant())
                                .toList()),
                (merchant, none) -> Uni.createFrom().nullItem());
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
        return groups.run(call.merchant(), order)
                .map(createdAt -> Response.status(201)
                        .entity(answers.write(NewOrder.of(id, body, createdAt, answers)))
                        .type(MediaType.APPLICATION_JSON)
                        .header(HttpHeaders.LOCATION, Order.path(id))
                        .build());
    }

    private static Tuple parameters(UUID merchant, List<Order> orders) {
        return Tuple.tuple(List.of(
                merchant,
                orders.stream().map(Order::id).toArray(UUID[]::new),
                texts(orders, Order::customer),
                texts(orders, Order::currency),
                orders.stream().map(Order::total).toArray(Long[]::new),
                texts(orders, Order::items),
                texts(orders, Order::reference),
                texts(orders, Order::note),
                texts(orders, Order::metadata)));
    }

    private static String[] texts(List<Order> orders, Function<Order, String> text) {
        return orders.stream().map(text).toArray(String[]::new);
    }
}
