package dev.payonce.chaos;

import dev.payonce.Packaged;
import dev.payonce.Processes;
import dev.payonce.client.AttemptObserver;
import dev.payonce.client.Backoff;
import dev.payonce.client.MemoryIntentStore;
import dev.payonce.client.PayonceClient;
import dev.payonce.client.Settings;
import dev.payonce.client.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process of what was built: started, killed, frozen, thawed, told to stop, and started again on the same port with
 * the same environment. What it says goes to {@code target/chaos/<name>.log}.
 */
final class Instance implements AutoCloseable {

    /** What {@code kill -9} and a crash point make a process exit with. */
    static final int KILLED = 137;

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** A JVM that lives for seconds starts quicker without the optimising compiler. */
    private static final List<String> JVM =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData");

    private final String name;
    private final int port;
    private final Map<String, String> environment;
    private final List<String> jvm;
    private final Packaged packaged;
    private Process process;

    private Instance(String name, int port, Map<String, String> environment, List<String> jvm, Packaged packaged) {
        this.name = name;
        this.port = port;
        this.environment = environment;
        this.jvm = jvm;
        this.packaged = packaged;
    }

    /** An instance that is not started yet; it has its port already. */
    static Instance of(String name, Map<String, String> environment) {
        return new Instance(name, Processes.freePort(), Map.copyOf(environment), List.of(), Packaged.built());
    }

    /** The same instance with options for its JVM, which win over the harness's own; not started. */
    Instance withJvm(String... options) {
        return new Instance(name, port, environment, List.of(options), packaged);
    }

    /** The same instance of another build of the application; not started. */
    Instance of(NextRelease release) {
        return new Instance(name, port, environment, jvm, Packaged.jar(release.jar()));
    }

    /** The same instance, port and name, with another environment on top, not started. */
    Instance with(String... namesAndValues) {
        var changed = new HashMap<>(environment);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            changed.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Instance(name, port, Map.copyOf(changed), jvm, packaged);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Starts it and does not wait. */
    synchronized Instance launch() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        var options = new ArrayList<>(JVM);
        options.addAll(jvm);
        process = Processes.start(packaged, port, options, environment, log());
        return this;
    }

    Path log() {
        return Path.of("target", "chaos", name + ".log");
    }

    /** Starts it and returns once it is ready. */
    Instance start() {
        return launch().awaitReady();
    }

    Instance awaitReady() {
        Processes.awaitReady(process(), port, log());
        return this;
    }

    private synchronized Process process() {
        return process;
    }

    boolean isAlive() {
        Process current = process();
        return current != null && current.isAlive();
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() {
        process().destroyForcibly();
        awaitEnd();
    }

    /** {@code kill -TERM}; does not wait. */
    void terminate() {
        process().destroy();
    }

    /** {@code kill -STOP}: it stays as it is, and knows nothing of the time that passes. */
    void freeze() {
        Signals.stop(List.of(process().toHandle()));
    }

    /** {@code kill -CONT}. */
    void thaw() {
        Signals.resume(List.of(process().toHandle()));
    }

    /** Returns what it exited with, once it has. */
    int awaitEnd() {
        try {
            if (!process().waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end; see " + log());
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Launches what ends by itself, and returns what it exited with. */
    int run() {
        launch();
        Await.until(() -> name + " ends; see " + log(), Processes.START, () -> !isAlive());
        return awaitEnd();
    }

    /** Launches it, and returns what it says beside its log when it does not start. */
    List<String> complaints() throws IOException {
        Files.deleteIfExists(log());
        int status = run();
        if (status != 1) {
            throw new AssertionError(name + " ended with " + status);
        }
        return Files.readAllLines(log()).stream()
                .filter(line -> !line.matches("\\{.*\"level\":\"(INFO|WARN)\".*}"))
                .toList();
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url() + path)), SOON);
    }

    HttpResponse<String> get(String path, String apiKey) throws IOException, InterruptedException {
        return get(path, apiKey, SOON);
    }

    HttpResponse<String> get(String path, String apiKey, Duration bound) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url() + path)).header("Authorization", "Bearer " + apiKey), bound);
    }

    HttpResponse<String> post(String path, String token, String body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                SOON);
    }

    HttpResponse<String> put(String path, String token, String body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)),
                SOON);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Duration bound)
            throws IOException, InterruptedException {
        return HTTP.send(request.timeout(bound).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A client that talks to this instance alone, and asks again quickly. */
    PayonceClient client(String apiKey, int attempts) {
        return client(url(), apiKey, attempts, AttemptObserver.NONE, Surroundings.real());
    }

    static PayonceClient client(
            URI url, String apiKey, int attempts, AttemptObserver observer, Surroundings surroundings) {
        Settings settings = Settings.standard(url, apiKey)
                .withBounds(attempts, Duration.ofSeconds(30), Duration.ofSeconds(6))
                .withBackoff(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        return new PayonceClient(http, settings, new MemoryIntentStore(), observer, surroundings);
    }
}
