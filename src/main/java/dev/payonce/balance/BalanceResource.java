package dev.payonce.balance;

import dev.payonce.api.Call;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Balances over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class BalanceResource {

    private final Balances balances;
    private final Call call;

    BalanceResource(Balances balances, Call call) {
        this.balances = balances;
        this.call = call;
    }

    /** One balance a currency. */
    @Schema(name = "Balances")
    record All(List<Balance> data) {}

    @GET
    @Path("/balances")
    @Operation(operationId = "getBalances", summary = "Read the balances", description = """
            One for each currency; `captured = refunded + transferred + available`, always. `refunded` counts pending \
            refunds, whose money is spoken for.""")
    public Uni<All> all() {
        return balances.of(call.merchant()).map(All::new);
    }
}
