package dev.payonce.http;

import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.FailureLog;
import dev.payonce.problem.ProblemResponses;
import dev.payonce.problem.Problems;
import dev.payonce.problem.RequestIds;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where what a resource, or the way to it, throws becomes a response. */
class ProblemMappers {

    private final RequestIds requestIds;
    private final ProblemResponses responses;
    private final Methods methods;

    ProblemMappers(RequestIds requestIds, ProblemResponses responses, Methods methods) {
        this.requestIds = requestIds;
        this.responses = responses;
        this.methods = methods;
    }

    /** The types beside Throwable are those for which Quarkus brings mappers of its own, some of which name classes. */
    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        NotFoundException.class,
        ValidationException.class,
        ConstraintViolationException.class,
        MismatchedInputException.class,
        InvalidDefinitionException.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class
    })
    Response map(Throwable failure, RoutingContext request) {
        Problem problem = Problems.of(failure);
        String requestId = requestIds.of(request);
        FailureLog.tell(failure, problem, request, requestId);
        Response.ResponseBuilder response = responses.respond(problem, requestId);
        if (failure instanceof NotAllowedException) {
            response.header(HttpHeaders.ALLOW, methods.allowed(request));
        }
        return response.build();
    }
}
