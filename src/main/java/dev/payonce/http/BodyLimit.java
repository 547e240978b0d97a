package dev.payonce.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
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
        if (WITHOUT_BODY.contains(request.request().method())
                || request.request().isEnded()) {
            request.next();
            return;
        }
        // Paused, so that the body starts to flow when the handler has set up all of its callbacks, and not at the
        // first of them: the end of an empty body would come too early, and be waited for in vain.
        request.request().pause();
        bodies.handle(request);
    }

    /** Makes an answer to an oversized request the last one on its connection. */
    static void hangUpAfter(RoutingContext request) {
        if (request.request().version() == HttpVersion.HTTP_2) {
            return; // other calls share the connection; the stream ends with the answer
        }
        request.request().resume(); // what is still on its way is read, and dropped
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        HttpConnection connection = request.request().connection();
        request.vertx().setTimer(LINGER_MILLIS, done -> connection.close());
    }
}
