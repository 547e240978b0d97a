package dev.payonce.problem;

import dev.payonce.idempotency.http.Problem;
import dev.payonce.idempotency.http.ProblemDocuments;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Writes problem documents, with the headers that belong to their type. */
@ApplicationScoped
public class ProblemResponses {

    private static final String BEARER = "Bearer";

    private final ProblemDocuments documents;

    ProblemResponses(ProblemDocuments documents) {
        this.documents = documents;
    }

    /** The response that tells {@code problem}; the caller may add headers to it. */
    public Response.ResponseBuilder respond(Problem problem, String requestId) {
        Response.ResponseBuilder response = documents.respond(problem, requestId);
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, BEARER);
        }
        return response;
    }

    /** Writes {@code problem} as the answer to a request that no resource answers. */
    public void write(RoutingContext request, Problem problem, String requestId) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            // The answer is half sent: cut it off, so that nobody takes it for a whole one.
            response.reset();
            request.request().connection().close();
            return;
        }
        response.setStatusCode(problem.type().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocuments.MEDIA_TYPE);
        ProblemDocuments.headers(problem).forEach(response::putHeader);
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            response.putHeader(HttpHeaders.WWW_AUTHENTICATE, BEARER);
        }
        if (request.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(Buffer.buffer(documents.write(problem, requestId)));
        }
    }
}
