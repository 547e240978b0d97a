package dev.payonce.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks the servers to end when the JVM does, and does not wait. PostgreSQL then ends when its last client has gone,
 * which lets the application finish its requests meanwhile.
 *
 * <p>By then a live reload may have closed the class loader of this class: it uses the JDK's classes alone.
 */
final class StopAtExit extends Thread {

    private final Path[] pidFiles;

    StopAtExit(Path... pidFiles) {
        super("stop-embedded-servers");
        this.pidFiles = pidFiles.clone();
    }

    @Override
    public void run() {
        for (Path file : pidFiles) {
            try {
                if (Files.exists(file)) {
                    long pid = Long.parseLong(Files.readAllLines(file).get(0).trim());
                    ProcessHandle.of(pid).filter(StopAtExit::isServer).ifPresent(ProcessHandle::destroy);
                }
            } catch (IOException | RuntimeException e) {
                System.err.println("payonce: could not stop the server of " + file + ": " + e);
            }
        }
    }

    /** A stale file may name a process id that has been given to another program since. */
    private static boolean isServer(ProcessHandle process) {
        String command = process.info().command().orElse("");
        return command.contains("postgres") || command.contains("redis-server");
    }
}
