package dev.payonce.benchmark;

import dev.payonce.Packaged;
import dev.payonce.Processes;
import dev.payonce.chaos.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.UUID;

/** A Java process that is measured, or that plays a part: the packaged application, or the gateway. */
final class Server implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
        int port = Processes.freePort();
        return new Server(name, port, Processes.start(packaged, port, jvm, environment, log(name)));
    }

    /** The gateway that answers at once, ready. */
    static Server gateway() {
        int port = Processes.freePort();
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                classes(),
                GatewayStub.class.getName(),
                Integer.toString(port));
        Server gateway = new Server("gateway", port, Processes.start(builder, log("gateway")));
        Await.until("the gateway listens", Processes.START, () -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return gateway;
    }

    private static Path log(String name) {
        return Settings.DIRECTORY.resolve(name + ".log");
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

    Server awaitReady() {
        Processes.awaitReady(process, port, log(name));
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
        Await.until(name + " answers", Processes.START, () -> {
            Processes.mustLive(process, log(name));
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
    }
}
