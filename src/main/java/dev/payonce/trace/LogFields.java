package dev.payonce.trace;

import dev.payonce.idempotency.Claim;
import dev.payonce.idempotency.Intent;
import dev.payonce.problem.RequestIds;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.logging.LoggingFilter;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Tells of each line of the log which request it is about, and which operation. It is found out when a line is written, from
 * what the line speaks of and from the request that is being answered: a request that gives no cause for a line pays nothing.
 */
@LoggingFilter(name = "log-fields")
public final class LogFields implements Filter {

    private static final String REQUEST = "requestId";
    private static final String OPERATION = "operationId";

    @Override
    public boolean isLoggable(LogRecord line) {
        if (line instanceof ExtLogRecord record) {
            if (record.getParameters() != null) {
                for (Object about : record.getParameters()) {
                    tell(record, about);
                }
            }
            put(record, REQUEST, present());
        }
        return true;
    }

    private static void tell(ExtLogRecord record, Object about) {
        if (about instanceof Claim claim) {
            tell(record, claim.operationId(), claim.requestId());
        } else if (about instanceof Intent intent) {
            tell(record, intent.operationId(), intent.requestId());
        }
    }

    private static void tell(ExtLogRecord record, UUID operation, String request) {
        put(record, OPERATION, operation.toString());
        put(record, REQUEST, request);
    }

    private static void put(ExtLogRecord record, String field, String value) {
        if (value != null && record.getMdc(field) == null) {
            record.putMdc(field, value);
        }
    }

    /** The id of the request that is being answered, or null. */
    private static String present() {
        ArcContainer beans = Arc.container();
        if (beans == null || !beans.requestContext().isActive()) {
            return null;
        }
        RoutingContext request = beans.instance(CurrentVertxRequest.class).get().getCurrent();
        return request == null ? null : RequestIds.known(request);
    }
}
