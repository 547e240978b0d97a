package dev.payonce.receipt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** One Redis process of a test's own on a port of its own: killed, frozen, and started again, with or without its data. */
public final class OwnRedis implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 60;

    private final Path directory;
    private final int port;
    private Process process;

    /** Not started yet. What it keeps, it keeps in that directory. */
    public OwnRedis(Path directory, int port) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    public String url() {
        return "redis://" + HOST + ":" + port;
    }

    int port() {
        return port;
    }

    public Jedis connect() {
        return new Jedis(HOST, port);
    }

    /** Forgets everything. */
    public void empty() {
        try (Jedis jedis = connect()) {
            jedis.flushAll();
        }
    }

    /** Starts it, with no persistence but a snapshot that somebody asks for; returns once it answers. */
    public OwnRedis start(String... settings) {
        try {
            Files.createDirectories(directory);
            var command = new ArrayList<String>();
            command.add(ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .getAbsolutePath());
            command.addAll(List.of("--bind", HOST, "--port", Integer.toString(port)));
            command.addAll(List.of("--save", "", "--dir", directory.toString()));
            command.addAll(List.of(settings));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            if (endsWithin(50) || System.nanoTime() > deadline) {
                throw new IllegalStateException("Redis did not start; its log is in " + directory);
            }
        }
        return this;
    }

    private boolean answers() {
        try (Jedis redis = connect()) {
            return redis.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }

    /** {@code kill -9}: nothing is saved. Returns when it is gone; killing what does not run is no error. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            if (!endsWithin(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))) {
                throw new IllegalStateException("Redis does not end");
            }
        }
    }

    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -STOP}: connections are accepted and stay open, and nothing answers. */
    public void freeze() {
        signal("STOP");
    }

    /** {@code kill -CONT}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + signal + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
