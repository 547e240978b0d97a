package dev.payonce.playground;

import dev.payonce.idempotency.CrashPoint;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** A second instance of the application, on the same database and at the same gateway, that dies where it was told to. One at a time. */
@ApplicationScoped
class MortalInstance {

    private static final String LOOPBACK = "127.0.0.1";

    /** Nobody keeps one waiting for longer to die. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static final Duration GLANCE = Duration.ofSeconds(2);

    /** Longer than any answer takes. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** What the other process has to know to be an instance of the same application; it may hold passwords, so it is no argument. */
    private static final List<String> SHARED =
            List.of("DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD", "REDIS_URL");

    private final Vertx vertx;
    private final HttpClient http;
    private final Config config;
    private Life life;

    MortalInstance(Vertx vertx, Config config) {
        this.vertx = vertx;
        this.config = config;
        this.http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    }

    enum State {
        /** There is none. */
        NONE,
        STARTING,
        /** It serves. */
        READY,
        /** It died where it was told to. */
        DEAD,
        /** It ended before that; its log says why. */
        FAILED
    }

    @RegisterForReflection
    record View(State state, String dies, String log) {}

    private record Life(Process process, int port, String dies, Path log) {

        View view(State state) {
            return new View(state, dies, log.toString());
        }
    }

    /** An answer of its; without one it died meanwhile. */
    record Answer(int status, String type, String retryAfter, String body) {}

    /** Starts one in the place of the one before, and does not wait until it serves. */
    synchronized View start(CrashPoint point, int simulatorPort) {
        end();
        try {
            int port = freePort();
            List<String> command = OwnCommand.again(settings(port, simulatorPort))
                    .orElseThrow(() -> new IllegalStateException("this process cannot be started again"));
            Path log = Files.createTempFile("payonce-mortal", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            SHARED.forEach(
                    name -> value(name).ifPresent(value -> builder.environment().put(name, value)));
            builder.environment().put("PAYONCE_CRASH_AT", point.word());
            builder.environment()
                    .put(
                            "PAYONCE_PLAYGROUND_PARENT",
                            Long.toString(ProcessHandle.current().pid()));
            Process process = builder.start();
            process.getOutputStream().close();
            vertx.setTimer(LIFE.toMillis(), late -> process.destroyForcibly());
            life = new Life(process, port, point.word(), log);
            return life.view(State.STARTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings(int port, int simulatorPort) {
        var settings = new HashMap<String, String>();
        settings.put("quarkus.http.host", LOOPBACK);
        settings.put("quarkus.http.port", Integer.toString(port));
        // It dies of the request that it is sent, and not of an older one that it recovers.
        settings.put("quarkus.scheduler.enabled", "false");
        settings.put("payonce.simulator.enabled", "false");
        settings.put("payonce.playground.enabled", "false");
        settings.put("quarkus.test.continuous-testing", "disabled");
        // Soon enough for a spectator: what it held is taken over after this.
        settings.put("payonce.gateway.timeout", "PT5S");
        settings.put("payonce.lease", "PT6S");
        if (value("payonce.gateway.url").isEmpty()) {
            settings.put("payonce.gateway.url", "http://" + LOOPBACK + ":" + simulatorPort + "/simulator");
        }
        return settings;
    }

    private Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** How it is. */
    Uni<View> view() {
        Life current = current();
        if (current == null) {
            return Uni.createFrom().item(new View(State.NONE, null, null));
        }
        if (!current.process().isAlive()) {
            return Uni.createFrom().item(ended(current));
        }
        return Uni.createFrom()
                .completionStage(() -> serves(current.port()).toCompletionStage())
                .map(ready -> !current.process().isAlive()
                        ? ended(current)
                        : current.view(ready ? State.READY : State.STARTING));
    }

    private synchronized Life current() {
        return life;
    }

    private static View ended(Life life) {
        return life.view(life.process().exitValue() == CrashPoint.KILLED ? State.DEAD : State.FAILED);
    }

    private Future<Boolean> serves(int port) {
        RequestOptions ready = new RequestOptions()
                .setHost(LOOPBACK)
                .setPort(port)
                .setURI("/q/health/ready")
                .setTimeout(GLANCE.toMillis());
        return http.request(ready)
                .compose(request -> request.send())
                .map(response -> response.statusCode() == 200)
                .otherwise(false);
    }

    /** Hands a payment on to it; fails where it does not answer. */
    Uni<Answer> pay(String order, String authorization, String key, String body) {
        Life current = current();
        if (current == null) {
            return Uni.createFrom().failure(new IllegalStateException("there is no instance that is to die"));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(LOOPBACK)
                .setPort(current.port())
                .setURI("/v1/orders/" + order + "/payments")
                .setTimeout(ANSWER.toMillis())
                .putHeader("Authorization", authorization)
                .putHeader("Idempotency-Key", key)
                .putHeader("Content-Type", "application/json");
        return Uni.createFrom()
                .completionStage(() -> http.request(options)
                        .compose(request -> request.send(body))
                        .compose(response -> response.body()
                                .map(bytes -> new Answer(
                                        response.statusCode(),
                                        response.getHeader("Content-Type"),
                                        response.getHeader("Retry-After"),
                                        bytes.toString())))
                        .toCompletionStage());
    }

    @PreDestroy
    synchronized void end() {
        if (life != null) {
            life.process().destroyForcibly();
            life = null;
        }
    }
}
