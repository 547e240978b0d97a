package dev.payonce.idempotency.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes problem documents. */
@ApplicationScoped
public class ProblemDocuments {

    public static final String MEDIA_TYPE = "application/problem+json";

    private final ObjectMapper json;

    ProblemDocuments(ObjectMapper json) {
        this.json = json;
    }

    /** The response that tells a problem; the caller may add headers to it. */
    public Response.ResponseBuilder respond(Problem problem, String requestId) {
        Response.ResponseBuilder response =
                Response.status(problem.type().status()).type(MEDIA_TYPE).entity(write(problem, requestId));
        headers(problem).forEach(response::header);
        return response;
    }

    /** The document. */
    public byte[] write(Problem problem, String requestId) {
        try {
            return json.writeValueAsBytes(problem.document(requestId));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A problem's members are plain JSON values", impossible);
        }
    }

    /** What a client needs beside the document. */
    public static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CACHE_CONTROL, "no-store");
        if (problem.type().retry() == Retry.SAME_KEY) {
            headers.put(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter()));
        }
        return headers;
    }
}
