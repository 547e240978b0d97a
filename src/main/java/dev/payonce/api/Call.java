package dev.payonce.api;

import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.ProblemType;
import dev.payonce.problem.RequestIds;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** The call being answered: who makes it, and under which id it is logged. */
@RequestScoped
public class Call {

    private static final String CALLER = "payonce.caller";

    private final CurrentVertxRequest current;

    Call(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * The merchant whose api key the call carries.
     *
     * @throws ProblemException with {@code unauthorized} where none was recognised: a resource outside {@code /v1}
     *     that asks for a merchant is refused, rather than given nobody's data
     */
    public Caller caller() {
        Caller caller = knownCaller(current.getCurrent());
        if (caller == null) {
            throw new ProblemException(Problem.of(ProblemType.UNAUTHORIZED, "This call names no merchant."));
        }
        return caller;
    }

    /** Who makes {@code call}, or null where no merchant was recognised. */
    public static Caller knownCaller(RoutingContext call) {
        return call.get(CALLER);
    }

    /** The id of {@link #caller()}. */
    public UUID merchant() {
        return caller().merchant();
    }

    /** The id that the response carries as {@code X-Request-ID}. */
    public String requestId() {
        return RequestIds.known(current.getCurrent());
    }

    /** When the request came, by {@link System#nanoTime}. */
    long receivedAt() {
        return RequestIds.receivedAt(current.getCurrent());
    }

    /** What is wrong with the query, or null. */
    Problem queryFault() {
        return QueryParameters.fault(current.getCurrent());
    }

    /** Notes whose call this is; for the one place where api keys are checked. */
    public static void identify(RoutingContext call, Caller caller) {
        call.put(CALLER, caller);
    }
}
