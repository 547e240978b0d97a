package dev.payonce.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * One PostgreSQL and one Redis on one directory. Any number of objects, class loaders and processes may name the same
 * directory: they get the same two servers. Failures are {@link IllegalStateException} or {@link UncheckedIOException},
 * and name the log to read.
 */
public final class EmbeddedServers implements AutoCloseable {

    private final Path directory;
    private final PostgresServer postgres;
    private final RedisServer redis;

    private EmbeddedServers(Path directory) {
        this.directory = directory;
        this.postgres = new PostgresServer(directory.resolve("postgres"));
        this.redis = new RedisServer(directory.resolve("redis"));
    }

    /** Names the directory, which is made if it does not exist. Nothing is started yet. */
    public static EmbeddedServers in(Path directory) {
        try {
            return new EmbeddedServers(Files.createDirectories(directory).toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns once both servers answer: those that run already, or else new ones on the data that is there, on the
     * ports they had before if these are still free.
     */
    public EmbeddedServers start() {
        alone(() -> {
            postgres.start();
            redis.start();
        });
        return this;
    }

    /** Stops both servers in good order and returns when they are gone. Stopping what does not run is no error. */
    public void stop() {
        alone(() -> {
            postgres.stop();
            redis.stop();
        });
    }

    /** Stops both servers and deletes their data. */
    public void wipe() {
        alone(() -> {
            postgres.stop();
            redis.stop();
            FileUtils.deleteDirectory(directory.resolve("postgres").toFile());
            FileUtils.deleteDirectory(directory.resolve("redis").toFile());
        });
    }

    /** Ends every process of PostgreSQL at once, as a crash would ({@code kill -9}). {@link #start()} recovers it. */
    public void killPostgres() {
        alone(postgres::kill);
    }

    /** Has the servers stopped when this JVM exits. Asking again, from another class loader too, changes nothing. */
    public void stopAtExit() {
        if (System.getProperties().putIfAbsent("payonce.stop-at-exit:" + directory, "true") == null) {
            Runtime.getRuntime().addShutdownHook(new StopAtExit(postgres.pidFile(), redis.pidFile()));
        }
    }

    /** The environment variables of the application that lead to these servers. */
    public Map<String, String> settings() {
        return Map.of("DATABASE_URL", databaseUrl(), "DATABASE_USER", PostgresServer.USER, "REDIS_URL", redis.url());
    }

    /** {@code postgresql://host:port/db}; the user is {@code postgres}, with no password. */
    public String databaseUrl() {
        return postgres.url();
    }

    /** {@code jdbc:postgresql://host:port/db?user=postgres}: all a JDBC client needs. */
    public String jdbcUrl() {
        return "jdbc:" + postgres.url() + "?user=" + PostgresServer.USER;
    }

    /** {@code postgresql://user@host:port/db}: all that psql needs. */
    public String psqlUrl() {
        return postgres.url().replace("://", "://" + PostgresServer.USER + "@");
    }

    /** {@code redis://host:port}. */
    public String redisUrl() {
        return redis.url();
    }

    @Override
    public void close() {
        stop();
    }

    /** Does the work while no other thread, class loader or process works on the same directory. */
    private void alone(Work work) {
        // The lock of a file is the whole JVM's, so its threads need a monitor; interned, it is one for all class
        // loaders.
        synchronized (("payonce:" + directory).intern()) {
            try (FileChannel lock =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Released with the channel, and by the operating system if this process dies.
                lock.lock();
                work.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
