package dev.payonce.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.resteasy.reactive.jackson.runtime.serialisers.ServerJacksonMessageBodyReader;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Binds a body as Quarkus does, and says {@code invalid-request} where it cannot be bound. It stands exactly around the
 * binding: JSON that fails anywhere else, an answer of the gateway for one, is not the client's fault and must not be
 * told as such.
 *
 * <p>Not a {@code ReaderInterceptor}, which has the annotations of the resource's method parsed for each request.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
class BodyReading extends ServerJacksonMessageBodyReader {

    BodyReading(Instance<ObjectMapper> json) {
        super(json);
    }

    @Override
    public Object readFrom(Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext request) {
        try {
            InputStream sent = request.getInputStream();
            if (saysNothing(request.getRequestHeaders().getHeaderString(HttpHeaders.CONTENT_TYPE))
                    && sent.available() > 0) {
                throw new ProblemException(Problems.ofStatus(415));
            }
            byte[] body = sent.readNBytes(BodyLimit.BYTES + 1);
            if (body.length > BodyLimit.BYTES) { // over HTTP/2 without a declared length; else it was refused before
                throw new ProblemException(Problems.ofStatus(413));
            }
            return readFrom(type, genericType, null, mediaType, null, new ByteArrayInputStream(body));
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
