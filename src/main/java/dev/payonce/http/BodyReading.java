package dev.payonce.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.problem.JsonErrors;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.Problems;
import dev.payonce.problem.Violation;
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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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

    private static final Pattern JSON =
            Pattern.compile("(?i)application/json(?:[ \\t]*;[ \\t]*charset=(?:utf-8|\"utf-8\"))?[ \\t]*");

    BodyReading(Instance<ObjectMapper> json) {
        super(json);
    }

    @Override
    public Object readFrom(Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext request) {
        try {
            InputStream sent = request.getInputStream();
            if (sent.available() > 0 && !isPlainJson(request.getRequestHeaders())) {
                throw new ProblemException(Problems.ofStatus(415));
            }
            byte[] body = sent.readNBytes(Problems.LARGEST_BODY + 1);
            if (body.length
                    > Problems.LARGEST_BODY) { // over HTTP/2 without a declared length; else it was refused before
                throw new ProblemException(Problems.ofStatus(413));
            }
            requireUtf8(body);
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

    /** Nothing else: what looks like it, as a list of types or {@code +json}, is what somebody else would read otherwise. */
    private static boolean isPlainJson(HttpHeaders headers) {
        List<String> types = values(headers, HttpHeaders.CONTENT_TYPE);
        return types.size() == 1
                && JSON.matcher(types.get(0)).matches()
                && values(headers, HttpHeaders.CONTENT_ENCODING).stream().allMatch("identity"::equalsIgnoreCase);
    }

    private static List<String> values(HttpHeaders headers, String name) {
        return Objects.requireNonNullElse(headers.getRequestHeader(name), List.of());
    }

    /**
     * Lets through what is UTF-8 to the letter. The parser would take overlong sequences for other characters, and guess
     * UTF-16 or UTF-32 from zeros. The mark that some systems put before UTF-8 changes no character, and is let through.
     */
    private static void requireUtf8(byte[] body) throws CharacterCodingException {
        boolean ascii = true;
        for (byte each : body) {
            if (each == 0) {
                throw new MalformedInputException(1);
            }
            ascii &= each > 0;
        }
        if (!ascii) {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)); // reports what it cannot decode
        }
    }

    private static ProblemException refuse(Violation violation) {
        return ProblemException.invalid(violation.field(), violation.message());
    }
}
