package dev.payonce.simulator;

import io.quarkus.vertx.http.HttpServer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signs notices by the Standard Webhooks specification, and posts them. */
@ApplicationScoped
class NoticeSender {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PREFIX = "whsec_";
    private static final String HMAC = "HmacSHA256";

    private final NoticeConfig config;
    private final int configuredPort;
    private final HttpServer server;
    private final InstantSource time;
    private final HttpClient http;

    NoticeSender(
            NoticeConfig config,
            @ConfigProperty(name = "quarkus.http.port") int configuredPort,
            HttpServer server,
            InstantSource time,
            Vertx vertx) {
        this.config = config;
        this.configuredPort = configuredPort;
        this.server = server;
        this.time = time;
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) PATIENCE.toMillis()));
    }

    boolean hasASecret() {
        return config.secret().isPresent();
    }

    /** Posts a notice once; the status that it is answered with, or 0. */
    Uni<Integer> send(String id, Buffer body, boolean forged) {
        String timestamp = Long.toString(time.instant().getEpochSecond());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url())
                .setTimeout(PATIENCE.toMillis())
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", timestamp)
                .putHeader("webhook-signature", signature(id, timestamp, body, forged));
        return Uni.createFrom()
                .completionStage(() -> http.request(options)
                        .compose(request -> request.send(body))
                        .map(HttpClientResponse::statusCode)
                        .toCompletionStage())
                .onFailure()
                .recoverWithItem(0);
    }

    private String url() {
        // In dev mode the server does not tell its port, but there it is never port 0.
        int port = server.getPort() > 0 ? server.getPort() : configuredPort;
        return config.url().map(Object::toString).orElse("http://127.0.0.1:" + port + "/gateway/events");
    }

    private String signature(String id, String timestamp, Buffer body, boolean forged) {
        byte[] secret = Base64.getDecoder().decode(config.secret().orElseThrow().substring(PREFIX.length()));
        if (forged) {
            secret[0]++;
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
