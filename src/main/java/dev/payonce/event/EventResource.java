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
