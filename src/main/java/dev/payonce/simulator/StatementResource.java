package dev.payonce.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** What really moved: the truth that tests and the reconciliation compare with. */
@PermitAll
@Path("/simulator/statement")
class StatementResource {
    private static final int MOST = 1000;

    private final SimulatorStore movements;

    StatementResource(SimulatorStore movements) {
        this.movements = movements;
    }

    /** One movement of money. */
    @RegisterForReflection
    record Entry(
            UUID id,
            String type,
            UUID reference,
            long amount,
            String currency,
            String paymentMethod,
            Instant executedAt) {

        static Entry of(Row row) {
            return new Entry(
                    row.getUUID("id"),
                    row.getString("type"),
                    row.getUUID("reference"),
                    row.getLong("amount"),
                    row.getString("currency"),
                    row.getString("payment_method"),
                    row.getOffsetDateTime("execute_at").toInstant());
        }
    }

    /** A page; {@code nextCursor} is left out on the last. */
    @RegisterForReflection
    record Page(
            List<Entry> entries,
            @JsonInclude(JsonInclude.Include.NON_NULL) UUID nextCursor) {}

    /** Which entries are asked for; null stands for all. */
    record Filter(UUID reference, OffsetDateTime from, OffsetDateTime to, UUID cursor, int limit, UUID account) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> statement(
            @RestQuery String reference,
            @RestQuery String account,
            @RestQuery String from,
            @RestQuery String to,
            @RestQuery String cursor,
            @RestQuery String limit) {
        Filter filter;
        try {
            filter = new Filter(
                    parsed(reference, UUID::fromString),
                    parsed(from, StatementResource::time),
                    parsed(to, StatementResource::time),
                    parsed(cursor, UUID::fromString),
                    limited(parsed(limit, Integer::valueOf)),
                    parsed(account, UUID::fromString));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Uni.createFrom()
                    .item(Response.status(400)
                            .entity(new SimulatorResource.Fault("a query parameter is not valid"))
                            .build());
        }
        return SimulatorResource.answered(movements
                .statement(filter)
                .map(entries -> Response.ok(page(entries, filter)).build()));
    }

    private static Page page(List<Entry> entries, Filter filter) {
        boolean full = entries.size() == filter.limit() && filter.reference() == null;
        return new Page(entries, full ? entries.get(entries.size() - 1).reference() : null);
    }

    private static <T> T parsed(String text, Function<String, T> parser) {
        return text == null || text.isEmpty() ? null : parser.apply(text);
    }

    private static OffsetDateTime time(String text) {
        return Instant.parse(text).atOffset(ZoneOffset.UTC);
    }

    private static int limited(Integer limit) {
        if (limit == null) {
            return MOST;
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit");
        }
        return limit;
    }
}
