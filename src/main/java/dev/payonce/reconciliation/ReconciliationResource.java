package dev.payonce.reconciliation;

import dev.payonce.api.Call;
import dev.payonce.json.Rfc3339;
import dev.payonce.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The comparison over HTTP. */
@RolesAllowed("merchant")
@Path("/v1")
class ReconciliationResource {

    /** Later than anything that has happened, whatever this machine believes the time to be. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final ReconciliationService service;
    private final Call call;

    ReconciliationResource(ReconciliationService service, Call call) {
        this.service = service;
        this.call = call;
    }

    /** From the beginning where {@code from} is left out, and to the end where {@code to} is. */
    @GET
    @Path("/reconciliation")
    @Operation(operationId = "reconcile", summary = "Compare the books with the gateway's statement", description = """
            Entry by entry, over what moved at or after `from` and before `to`. An empty `breaks` means that both \
            agree. At most 10 000 are listed, those with the lowest references; `truncated` says that there are more, \
            and a shorter period shows them. A period with more than some hundred thousand entries is a 503, since \
            they cannot be compared in a request's time: ask day by day. Asked in the middle of the day, it may list a \
            movement whose answer is on its way to us, as `STATUS_DIFFERS` with ours `PENDING`: the next time it is \
            gone, or somebody should look at it.""")
    public Uni<Reconciliation> reconcile(@QueryParam("from") String from, @QueryParam("to") String to) {
        Instant begin = time("from", from, Instant.EPOCH);
        Instant end = time("to", to, END_OF_TIME);
        if (!begin.isBefore(end)) {
            throw ProblemException.invalid("to", "must be later than from");
        }
        return service.reconcile(call.merchant(), begin, end);
    }

    private static Instant time(String field, String text, Instant otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException notATime) {
            throw ProblemException.invalid(field, "must be a time as in RFC 3339, such as 2026-11-23T00:00:00Z");
        }
    }
}
