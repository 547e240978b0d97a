package dev.payonce.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis on one directory. The library brings the program for this machine; the process is started here, for it has to
 * outlive this JVM, and the library's would log into a pipe that nobody reads any more.
 */
final class RedisServer {

    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final Path log;
    private final Port port;

    RedisServer(Path directory) {
        this.directory = directory;
        this.log = directory.resolve("log");
        this.port = new Port(directory.resolve("port"));
    }

    void start() throws IOException {
        Optional<ServerProcess> left = process();
        if (left.isPresent() && awaitAnswer(left.get())) {
            return;
        }
        Files.createDirectories(directory);
        if (!awaitAnswer(launch(port.choose()))) {
            throw new IllegalStateException("Redis did not start; its log is " + log);
        }
    }

    void stop() {
        process().ifPresent(process -> {
            // SIGTERM: Redis writes what it has, and ends.
            process.handle().destroy();
            process.awaitEnd();
        });
    }

    String url() {
        return "redis://" + HOST + ":" + port.remembered();
    }

    /** Its first line is the process id; Redis keeps it. */
    Path pidFile() {
        return directory.resolve("redis.pid");
    }

    private Optional<ServerProcess> process() {
        return ServerProcess.of(pidFile(), "redis-server");
    }

    private ServerProcess launch(int freePort) throws IOException {
        File program =
                ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
        String[] command = {
            program.getAbsolutePath(),
            "--bind",
            HOST,
            "--port",
            Integer.toString(freePort),
            "--pidfile",
            pidFile().toString(),
            // Every write goes to a log on disk, so that a killed Redis comes back with what it had; no snapshots
            // besides.
            "--appendonly",
            "yes",
            "--save",
            ""
        };
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new ServerProcess(builder.start().toHandle());
        } catch (IOException e) {
            throw new UnsupportedOperationException(
                    "The embedded Redis does not run on this machine; on Alpine for x86-64 it needs the package gcompat. "
                            + ServerProcess.NAME_OTHERS,
                    e);
        }
    }

    /** Waits until the process answers; false if it ends instead. */
    private boolean awaitAnswer(ServerProcess process) {
        long deadline = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (!answers()) {
            if (process.endsSoon()) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Redis, process " + process.handle().pid() + ", neither answers nor ends; its log is " + log);
            }
        }
        return true;
    }

    private boolean answers() {
        try (Jedis redis = new Jedis(HOST, port.remembered())) {
            // The directory too: another Redis may have been given the port since.
            return Files.isSameFile(Path.of(redis.configGet("dir").get(1)), directory);
        } catch (JedisException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
