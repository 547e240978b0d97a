package dev.payonce.gateway;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/** The HTTP client behind {@link HttpGateway}: one subscription is one request, sent at most once. */
final class GatewayClient {

    /** Payments in flight at the gateway at once. One connection carries one request at a time. */
    private static final int CONNECTIONS = 256;

    /** What may wait for a connection; more is refused at once, before anything is sent. */
    private static final int WAITING = 256;

    /** Shorter than what servers and balancers commonly keep (5 s and up): rarely meet a connection just closed. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Vertx vertx;
    private final HttpClient http;
    private final Duration timeout;
    private final Runnable late;

    /** {@code late} is told of each request that is not answered in time. */
    GatewayClient(Vertx vertx, Duration timeout, Runnable late) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("GATEWAY_TIMEOUT must be at least a millisecond");
        }
        this.vertx = vertx;
        this.timeout = timeout;
        this.late = late;
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setPipelining(false)
                        .setTcpNoDelay(true)
                        .setConnectTimeout((int) Math.min(timeout.toMillis(), Integer.MAX_VALUE)),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    }

    Uni<Exchange> get(String url, int bound) {
        return exchange(HttpMethod.GET, url, null, bound);
    }

    /** Posts {@code body}, a JSON document, or nothing where it is null. */
    Uni<Exchange> post(String url, Buffer body, int bound) {
        return exchange(HttpMethod.POST, url, body, bound);
    }

    private Uni<Exchange> exchange(HttpMethod method, String url, Buffer body, int bound) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(url)
                .setFollowRedirects(false)
                .putHeader("accept", "application/json");
        return Uni.createFrom()
                .emitter(emitter -> new HttpExchange(vertx, emitter, bound, late)
                        .start(http, new RequestOptions(options), body, timeout));
    }

    void close() {
        http.close();
    }
}
