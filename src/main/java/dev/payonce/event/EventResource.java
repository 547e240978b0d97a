package dev.payonce.event;

import dev.payonce.api.Call;
import dev.payonce.api.Cursor;
import dev.payonce.api.Page;
import dev.payonce.json.IdText;
import dev.payonce.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Events over HTTP. */
@RolesAllowed("merchant")
@Path("/v1/events")
class EventResource {

    private final Events events;
    private final Call call;

    EventResource(Events events, Call call) {
        this.events = events;
        this.call = call;
    }

    @GET
    @Operation(operationId = "listEvents", summary = "List events", description = """
            What happened, in the order of its happening: an event for each effect, none for a replay. To follow, ask \
            with `after` set to the `nextCursor` of the page before, which is the id of its last event, for ever: what \
            commits later comes later, and none is skipped. A page that is empty has a `nextCursor` of null: nothing \
            has followed yet, so ask again with the same `after`. `data` is the resource as it was answered then. \
            Events are kept for 30 days, unless configured otherwise; an `after` older than that goes on with the \
            oldest that is kept.""")
    public Uni<Page<Event>> list(
            @QueryParam("after") String after, @QueryParam("type") String type, @QueryParam("limit") String limit) {
        return events.after(call.merchant(), id(after), type(type), Cursor.parseLimit(limit));
    }

    private static UUID id(String after) {
        if (after == null) {
            return null;
        }
        try {
            return IdText.parse(after);
        } catch (IllegalArgumentException notAnId) {
            throw ProblemException.invalid("after", "is not the id of an event of yours");
        }
    }

    private static EventType type(String type) {
        return type == null
                ? null
                : EventType.of(type)
                        .orElseThrow(() -> ProblemException.invalid("type", "must be one of " + EventType.all()));
    }
}
