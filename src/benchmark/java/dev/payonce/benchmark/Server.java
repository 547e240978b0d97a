package dev.payonce.benchmark;

import dev.payonce.Packaged;
import dev.payonce.chaos.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A Java process that is measured, or that plays a part: the packaged application, or the gateway. */
final class Server implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Nothing outlives the benchmark. */
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final int port;
    private final Process process;

    private Server(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** What was built; returns at once. */
    static Server application(String name, List<String> jvm, Map<String, String> environment) {
        return application(name, Packaged.built(), jvm, environment);
    }

    static Server application(String name, Packaged packaged, List<String> jvm, Map<String, String> environment) {
        int port = freePort();
        ProcessBuilder builder = packaged.process(jvm, environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        return start(name, port, builder);
    }

    /** The gateway that answers at once, ready. */
    static Server gateway() {
        int port = freePort();
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                classes(),
                GatewayStub.class.getName(),
                Integer.toString(port));
        Server gateway = start("gateway", port, builder);
        Await.until("the gateway listens", START, () -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return gateway;
    }

    private static Server start(String name, int port, ProcessBuilder builder) {
        try {
            Path log = Files.createDirectories(Settings.DIRECTORY).resolve(name + ".log");
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            STARTED.add(process);
            return new Server(name, port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classes() {
        try {
            return Path.of(GatewayStub.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Server awaitReady() {
        Await.until(name + " is ready", START, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended; see its log in " + Settings.DIRECTORY);
            }
            return get("/q/health/ready", "").statusCode() == 200;
        });
        return this;
    }

    int port() {
        return port;
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    HttpResponse<String> get(String path, String apiKey) {
        return send(request(path, apiKey).GET());
    }

    HttpResponse<String> post(String path, String apiKey, String key, String body) {
        return send(request(path, apiKey)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String apiKey, String body) {
        return send(request(path, apiKey)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path, String apiKey) {
        return send(request(path, apiKey).DELETE());
    }

    private HttpRequest.Builder request(String path, String apiKey) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + apiKey);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Posts as soon as somebody listens, and returns once it is answered 201. */
    void firstAnswer(String path, String apiKey, String body) {
        Await.until(name + " answers", START, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended; see its log in " + Settings.DIRECTORY);
            }
            return post(path, apiKey, UUID.randomUUID().toString(), body).statusCode() == 201;
        });
    }

    /** What a full collection leaves. */
    double liveHeapMegabytes() {
        jcmd("GC.run");
        String histogram = jcmd("GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.trim().split("\\s+")[2]) / 1024.0 / 1024.0;
    }

    /** Has Java Flight Recorder record until {@link #stopRecording}. */
    void startRecording() {
        jcmd("JFR.start", "name=benchmark", "settings=profile");
    }

    void stopRecording(Path file) {
        jcmd("JFR.stop", "name=benchmark", "filename=" + file.toAbsolutePath());
    }

    private String jcmd(String... command) {
        Path log = Settings.DIRECTORY.resolve("jcmd.log");
        try {
            var all = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
            all.addAll(List.of(command));
            Process jcmd = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException(all + " failed: " + Files.readString(log));
            }
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        STARTED.remove(process);
    }
}
