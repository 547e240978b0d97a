package dev.payonce.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.payonce.api.Call;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.Metadata;
import dev.payonce.json.Text;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A resource with every kind of field the API has: it answers what it understood. Tests only. */
@RolesAllowed("merchant")
@Path("/v1/test-echo")
@Produces(MediaType.APPLICATION_JSON)
class TestEcho {

    enum Kind {
        FULL,
        PARTIAL
    }

    record Item(
            @NotNull @Text(max = 64) String sku,
            @Min(1) @Max(9999) int quantity) {}

    record Body(
            @Amount long amount,
            @Amount Long tip,
            @NotNull @CurrencyCode String currency,
            Kind kind,
            UUID id,
            Instant time,
            Boolean flag,
            @Text(max = 20) String name,
            @Text(max = 200, multiline = true) String note,
            @Size(max = 100) List<@NotNull @Valid Item> items,
            @Metadata Map<String, Object> metadata) {}

    record Reason(@Text(max = 20) String reason) {}

    record Answer(
            UUID merchant,
            String requestId,
            boolean onEventLoop,
            @JsonProperty("body") Object body) {}

    private final Call call;

    TestEcho(Call call) {
        this.call = call;
    }

    @POST
    @Operation(hidden = true)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Answer> echo(@NotNull @Valid Body body) {
        return answer(body);
    }

    @POST
    @Operation(hidden = true)
    @Path("/optional")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Answer> optional(@Valid Reason body) {
        return answer(body);
    }

    @GET
    @Operation(hidden = true)
    @Path("/{id}")
    public Uni<Answer> get(@PathParam("id") UUID id, @QueryParam("limit") @Min(1) @Max(100) Integer limit) {
        return answer(id);
    }

    @GET
    @Operation(hidden = true)
    @Path("/texts/{text}")
    public Uni<Answer> texts(@PathParam("text") String text, @QueryParam("like") String like) {
        return answer(Arrays.asList(text, like));
    }

    @GET
    @Operation(hidden = true)
    @Path("/failures/{kind}")
    public Uni<Answer> fail(@PathParam("kind") String kind) {
        return Uni.createFrom()
                .failure(
                        switch (kind) {
                            case "database-down" ->
                                new RuntimeException(new java.net.ConnectException("10.0.0.7:5432"));
                            case "database-stopping" -> new PgException("terminating", "FATAL", "57P01", null);
                            case "constraint" -> new PgException("duplicate key", "ERROR", "23505", null);
                            default -> new IllegalStateException("secret inner workings");
                        });
    }

    private Uni<Answer> answer(Object body) {
        return Uni.createFrom()
                .item(new Answer(call.merchant(), call.requestId(), io.vertx.core.Context.isOnEventLoopThread(), body));
    }
}
