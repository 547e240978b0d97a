package dev.payonce.http;

import dev.payonce.problem.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Takes a request's body in, up to the limit, before any resource sees the request: with a declared length or in
 * chunks, a body that is too large is refused while it is still on its way, and a resource never waits for bytes.
 */
final class BodyLimit {

    /** How long a refused sender is listened to: closed at once, it would see a reset and not our answer. */
    private static final long LINGER_MILLIS = 1000;

    private static final String KEY = "payonce.body";
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Goes on to the next handler with the whole body, or fails with 413. Ours: Vert.x' own hangs on an empty body. */
    void takeIn(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (WITHOUT_BODY.contains(request.method()) || request.isEnded()) {
            call.next();
        } else if (declaredLength(request) > Problems.LARGEST_BODY) {
            call.fail(413);
        } else if (request.version() == HttpVersion.HTTP_2) {
            // A stream that was read to its end cannot be handed on, and needs not: there, no end of a body is ever
            // lost.
            // What comes without a declared length is measured by BodyReading.
            call.next();
        } else {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                    && request.version() != HttpVersion.HTTP_1_0) {
                call.response().writeContinue();
            }
            collect(call);
        }
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException longerThanALong) {
            return Long.MAX_VALUE; // digits it is: what is not, the HTTP decoder has refused
        }
    }

    private static void collect(RoutingContext call) {
        Buffer body = Buffer.buffer();
        HttpServerRequest request = call.request();
        // Paused until all callbacks are set: what is here already must not flow to the first of them alone.
        request.pause();
        request.handler(chunk -> {
            if (!call.failed() && body.length() + chunk.length() > Problems.LARGEST_BODY) {
                call.fail(413);
            } else if (!call.failed()) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> {
            if (!call.failed()) {
                handOver(call, body);
            }
        });
        request.exceptionHandler(broken -> {
            if (!call.failed()) {
                call.fail(400, broken);
            }
        });
        request.resume();
    }

    private static void handOver(RoutingContext call, Buffer body) {
        call.put(KEY, body.getBytes());
        RoutingContextInternal internal = (RoutingContextInternal) call;
        internal.setBody(body);
        internal.visitHandler(RoutingContextInternal.BODY_HANDLER); // so that no other handler waits for it again
        call.next();
    }

    /** Gives a resource the body that is here already. */
    static class Delivery {
        @ServerRequestFilter(nonBlocking = true)
        public void deliver(ContainerRequestContext request, RoutingContext call) {
            byte[] body = call.get(KEY);
            if (body != null) {
                request.setEntityStream(new ByteArrayInputStream(body));
            }
        }
    }

    /**
     * Makes the answer to a body in chunks the last one on its connection. Beside chunks a length may have been declared, by
     * which somebody before us has found another end of the request, and takes our next answer for one to whatever came
     * behind it (RFC 9112, section 6.1); the HTTP decoder drops that length before anybody sees it.
     */
    static void closeAfterChunks(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (request.version() != HttpVersion.HTTP_2 && request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            call.addEndHandler(answered -> {
                if (request.isEnded()) {
                    request.connection().close();
                } else {
                    closeSoon(call);
                }
            });
        }
    }

    /** Makes an answer to an oversized request the last one on its connection. */
    static void hangUpAfter(RoutingContext call) {
        if (call.request().version() == HttpVersion.HTTP_2) {
            return; // other calls share the connection; the stream ends with the answer
        }
        call.request().resume(); // what is still on its way is read, and dropped
        call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        closeSoon(call);
    }

    private static void closeSoon(RoutingContext call) {
        HttpConnection connection = call.request().connection();
        call.vertx().setTimer(LINGER_MILLIS, done -> connection.close());
    }
}
