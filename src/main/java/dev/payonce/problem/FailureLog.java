package dev.payonce.problem;

import dev.payonce.idempotency.http.Problem;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** What the log says of requests that failed. */
public final class FailureLog {

    private static final Logger LOG = Logger.getLogger(FailureLog.class);

    private FailureLog() {}

    /** Tells of {@code failure}, if a client alone cannot help it. */
    public static void tell(Throwable failure, Problem problem, RoutingContext request, String requestId) {
        MDC.put("requestId", requestId); // no resource has begun, perhaps, and then nothing else knows of it
        try {
            tell(failure, problem, requestId, request.response().closed());
        } finally {
            MDC.remove("requestId");
        }
    }

    private static void tell(Throwable failure, Problem problem, String requestId, boolean closed) {
        if (problem.type() == ProblemType.SERVICE_UNAVAILABLE) {
            LOG.warnf("Request %s was put off: %s", requestId, failure); // one line: there will be many of them
        } else if (problem.type() == ProblemType.INTERNAL_ERROR && closed) {
            // A page that is reloaded, a phone without signal: no fault of ours, and nobody to tell.
            LOG.infof("Request %s was not waited for by its client: %s", requestId, failure);
        } else if (problem.type() == ProblemType.INTERNAL_ERROR) {
            LOG.errorf(failure, "Request %s failed", requestId);
        }
    }
}
