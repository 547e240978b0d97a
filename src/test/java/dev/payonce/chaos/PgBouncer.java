package dev.payonce.chaos;

import dev.payonce.Processes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real PgBouncer in front of a PostgreSQL of the harness, in transaction mode and with nothing else set. */
final class PgBouncer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(10);

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one with few sessions to share, so that each is given away all the time.
     *
     * @param server host:port of PostgreSQL
     * @param log where it writes to
     */
    static PgBouncer start(Path program, String server, File log) throws IOException {
        int port = Processes.freePort();
        String[] address = server.split(":");
        // It does not run as root, and whom it runs as instead may not look into every directory.
        Path settings = Files.createTempFile("pgbouncer", ".ini");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        settings.toFile().deleteOnExit();
        Files.writeString(settings, """
                [databases]
                * = host=%s port=%s user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                """.formatted(address[0], address[1], port));
        var command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Files.createDirectories(log.toPath().getParent());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        var started = new PgBouncer(process, port);
        Await.until("PgBouncer listens; see " + log, START, () -> {
            try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return connection.isConnected();
            }
        });
        return started;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
