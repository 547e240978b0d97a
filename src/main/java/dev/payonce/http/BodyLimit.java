package dev.payonce.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;

/**
 * Takes a request's body in, up to the limit, before any resource sees the request: with a declared length or in
 * chunks, a body that is too large is refused while it is still on its way, and a resource never waits for bytes.
 */
final class BodyLimit {

    static final int BYTES = 64 * 1024;

    /** How long a refused sender is listened to: closed at once, it would see a reset and not our answer. */
    private static final long LINGER_MILLIS = 1000;

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    // No file uploads and no forms: nothing but JSON is read here, and nothing is written to disk.
    private final BodyHandler bodies =
            BodyHandler.create(false).setBodyLimit(BYTES).setMergeFormAttributes(false);

    void takeIn(RoutingContext request) {
        if (WITHOUT_BODY.contains(request.request().method()) || isEmpty(request.request())) {
            request.next();
            return;
        }
        bodies.handle(request);
    }

    /**
     * Whether there is no body to come. Then there is no type to state either, but Quarkus asks for one before a resource
     * may find that it needs no body; and taking in a body of declared length 0 would make it wait for ever.
     */
    private static boolean isEmpty(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean empty = length == null
                ? !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                : length.strip().equals("0");
        if (empty && !request.headers().contains(HttpHeaders.CONTENT_TYPE)) {
            request.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return empty;
    }

    /** Makes an answer to an oversized request the last one on its connection. */
    static void hangUpAfter(RoutingContext request) {
        if (request.request().version() == HttpVersion.HTTP_2) {
            return; // other calls share the connection; the stream ends with the answer
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        HttpConnection connection = request.request().connection();
        request.vertx().setTimer(LINGER_MILLIS, done -> connection.close());
    }
}
