package dev.payonce.http;

import dev.payonce.problem.Problems;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.util.List;
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
    private static final AttributeKey<Boolean> LAST = AttributeKey.valueOf("payonce.last");
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
     * Whether a body has an end that everybody finds. The HTTP decoder refuses a length beside chunks. Of another
     * {@code Transfer-Encoding} it makes nothing and somebody before us may make chunks, so that what is a body for the one is
     * the next request for the other (RFC 9112, section 6.1).
     */
    static boolean hasOneEnd(HttpServerRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return encodings.isEmpty()
                || encodings.size() == 1 && encodings.get(0).equalsIgnoreCase(HttpHeaders.CHUNKED.toString());
    }

    /** Makes the answer to a request the last one on its connection: whatever follows is not taken for requests. */
    static void makeLast(RoutingContext call) {
        channel(call).attr(LAST).set(true);
        hangUpAfter(call);
    }

    /** Whether it came behind a request that was to be the last. */
    static boolean isBehindLast(RoutingContext call) {
        return channel(call).hasAttr(LAST);
    }

    private static Channel channel(RoutingContext call) {
        return ((ConnectionBase) call.request().connection()).channel();
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
