package dev.payonce.semantics;

import dev.payonce.api.Call;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The question "is this the same operation?" over HTTP. It touches nothing of anybody's, so it asks for no api key, and
 * must cost those who have one nothing: comparisons are made one after the other on a thread of their own, since a long
 * one would keep an event loop from everybody else's requests.
 */
@PermitAll
@Path("/semantics")
class ComparisonResource {

    /** As many comparisons of the longest bodies as are made in about a second. */
    private static final int WAITING = 64;

    private static final Problem BUSY = Problem.of(
            ProblemType.SERVICE_UNAVAILABLE, "Too many comparisons are waiting. Send the same request again.");

    private final Comparer comparer;
    private final Call call;
    private final WorkerExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();

    ComparisonResource(Comparer comparer, Call call, Vertx vertx) {
        this.comparer = comparer;
        this.call = call;
        this.thread = vertx.createSharedWorkerExecutor("comparison", 1);
    }

    @POST
    @Path("/compare")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "compare", summary = "Compare two requests", description = """
            Whether a key would take the two for the same operation, decided by the code that decides in earnest. \
            Nothing is claimed or looked up, and no api key is needed. `body` is a JSON object, or a string with the \
            very text that would be sent. A side that is not a valid request has a `problem`, and `same` is null then.""")
    public Uni<Comparison> compare(@NotNull @Valid ComparisonRequest body) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            throw new ProblemException(BUSY);
        }
        String requestId = call.requestId();
        return thread.executeBlocking(() -> comparer.compare(body, requestId))
                .onTermination()
                .invoke(waiting::decrementAndGet);
    }
}
