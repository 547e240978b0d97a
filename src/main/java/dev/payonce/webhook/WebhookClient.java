package dev.payonce.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Sends a delivery once, to an address that was looked up and checked for this very attempt: the connection goes to that
 * address, so a name that resolves to another one the next moment gains nothing.
 */
@ApplicationScoped
class WebhookClient {

    /**
     * So many that none ever waits for another: what a pool shares it shares by host and port, and endpoints of many merchants
     * may be on one host. How many there are is bounded for each endpoint (Dispatcher).
     */
    private static final int CONNECTIONS = 100_000;

    private final Vertx vertx;
    private final NameResolver resolver;
    private final AddressPolicy policy;
    private final InstantSource time;
    private final Duration timeout;
    private final HttpClient http;

    WebhookClient(Vertx vertx, NameResolver resolver, AddressPolicy policy, InstantSource time, WebhookConfig config) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.policy = policy;
        this.time = time;
        this.timeout = config.timeout();
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        // Each attempt has a connection of its own: one that is used again may be dead by then.
                        .setKeepAlive(false)
                        // No metrics: their labels would name receivers, and paths in which they keep tokens.
                        .setMetricsName("")
                        .setConnectTimeout(Math.toIntExact(timeout.toMillis())),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /** Makes one attempt, which ends within the time-out. Never fails: whatever goes wrong is an outcome. */
    Uni<Attempt> send(Taken taken, String body) {
        TargetUrl target = TargetUrl.parse(taken.url());
        long begun = System.nanoTime();
        return lookUp(target, timeout).onItemOrFailure().transformToUni((addresses, failure) -> {
            if (failure != null) {
                return notSent("the host has no address");
            }
            return policy.allows(addresses)
                    ? connect(target, addresses.get(0), taken, body, timeout.minusNanos(System.nanoTime() - begun))
                    : notSent("the host's address is not public");
        });
    }

    /**
     * The target's addresses, one at least; fails where there is none, or DNS does not tell in time. Tells it in the context that
     * asks, not in those of DNS and of timers.
     */
    Uni<List<InetAddress>> lookUp(TargetUrl target, Duration within) {
        Context context = vertx.getOrCreateContext();
        return resolver.resolve(target.host())
                .ifNoItem()
                .after(within)
                .fail()
                .emitOn(task -> context.runOnContext(there -> task.run()))
                .invoke(addresses -> {
                    if (addresses.isEmpty()) {
                        throw new IllegalStateException("no address");
                    }
                });
    }

    private static Uni<Attempt> notSent(String why) {
        return Uni.createFrom().item(new Attempt.NotSent(why));
    }

    private Uni<Attempt> connect(TargetUrl target, InetAddress address, Taken taken, String body, Duration left) {
        String id = taken.event().id().toString();
        long timestamp = time.instant().getEpochSecond();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                // Where it connects to; the host is for the header Host, and for TLS to name and check.
                .setServer(SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.isTls())
                .setURI(target.pathAndQuery())
                .setFollowRedirects(false)
                .putHeader("host", target.authority())
                .putHeader("content-type", "application/json")
                .putHeader("user-agent", "payonce")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", Signature.of(taken.secrets(), id, timestamp, body));
        return Uni.createFrom()
                .emitter(emitter -> new WebhookExchange(vertx, emitter)
                        .start(http, options, Buffer.buffer(body), left.isNegative() ? Duration.ofMillis(1) : left));
    }
}
