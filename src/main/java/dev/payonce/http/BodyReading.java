package dev.payonce.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Says {@code invalid-request} where a body cannot be bound. It stands exactly around the binding: JSON that fails
 * anywhere else, an answer of the gateway for one, is not the client's fault and must not be told as such.
 */
@Provider
class BodyReading implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) {
        try {
            if (saysNothing(context.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE))
                    && context.getInputStream().available() > 0) {
                throw new ProblemException(Problems.ofStatus(415));
            }
            byte[] body = context.getInputStream().readNBytes(BodyLimit.BYTES + 1);
            if (body.length > BodyLimit.BYTES) { // over HTTP/2 without a declared length; else it was refused before
                throw new ProblemException(Problems.ofStatus(413));
            }
            context.setInputStream(new ByteArrayInputStream(body));
            return context.proceed();
        } catch (WebApplicationException refused) {
            // Quarkus wraps some of Jackson's exceptions and not others.
            throw refused.getCause() instanceof JsonProcessingException json
                    ? refuse(JsonErrors.violation(json))
                    : refused;
        } catch (JsonProcessingException json) {
            throw refuse(JsonErrors.violation(json));
        } catch (IOException undecodable) {
            // The bytes are all here already (BodyLimit), so this is about their encoding, not about the connection.
            throw refuse(new Violation("", "is not JSON in UTF-8"));
        }
    }

    /** No type, or a wildcard, which would each be taken for whatever is expected. */
    private static boolean saysNothing(String contentType) {
        return contentType == null || contentType.contains("*");
    }

    private static ProblemException refuse(Violation violation) {
        return ProblemException.invalid(violation.field(), violation.message());
    }
}
