package dev.payonce.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes problem documents, with the headers that belong to their type. */
@ApplicationScoped
public class ProblemResponses {

    public static final String MEDIA_TYPE = "application/problem+json";

    private final ObjectMapper json;

    ProblemResponses(ObjectMapper json) {
        this.json = json;
    }

    /** The response that tells {@code problem}; the caller may add headers to it. */
    public Response.ResponseBuilder respond(Problem problem, String requestId) {
        Response.ResponseBuilder response =
                Response.status(problem.type().status()).type(MEDIA_TYPE).entity(document(problem, requestId));
        headers(problem).forEach(response::header);
        return response;
    }

    /** Writes {@code problem} as the answer to a request that no resource answers. */
    void write(RoutingContext request, Problem problem, String requestId) {
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
        response.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        headers(problem).forEach(response::putHeader);
        if (request.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(Buffer.buffer(document(problem, requestId)));
        }
    }

    private byte[] document(Problem problem, String requestId) {
        try {
            return json.writeValueAsBytes(problem.document(requestId));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A problem's members are plain JSON values", impossible);
        }
    }

    /** What a client needs beside the document, by its problem. */
    private static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CACHE_CONTROL, "no-store");
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (problem.type().retry() == Retry.SAME_KEY) {
            headers.put(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter()));
        }
        return headers;
    }
}
