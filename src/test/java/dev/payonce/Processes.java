package dev.payonce;

import dev.payonce.chaos.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the tests and the benchmark start. Nothing of it outlives them, however they end, but by a {@code kill -9} of theirs. */
public final class Processes {

    /** Generous: a start takes some seconds on two busy cores. */
    public static final Duration START = Duration.ofSeconds(120);

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    /** A port of the loopback address that nobody listens at. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the application and does not wait. */
    public static Process start(
            Packaged packaged, int port, List<String> jvm, Map<String, String> environment, Path log) {
        ProcessBuilder builder = packaged.process(jvm, environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        return start(builder, log);
    }

    /** Starts a process whose output goes to the end of a file. */
    public static Process start(ProcessBuilder builder, Path log) {
        try {
            Files.createDirectories(log.getParent());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            STARTED.add(process);
            process.onExit().thenAccept(STARTED::remove);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once the application at this port is ready; fails if it does not get so. */
    public static void awaitReady(Process process, int port, Path log) {
        Await.until(() -> "ready; see " + log, START, () -> {
            mustLive(process, log);
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .timeout(SOON)
                    .build();
            return HTTP.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        });
    }

    /** Fails if the process has ended. */
    public static void mustLive(Process process, Path log) {
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + "; see " + log);
        }
    }
}
