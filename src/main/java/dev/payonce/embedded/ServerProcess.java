package dev.payonce.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process that a pid file tells of, whoever started it. */
record ServerProcess(ProcessHandle handle) {

    /** How long a server may take to answer or to end: far more than it needs, even to recover on a slow disk. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What to do on a machine that the programs are not made for. */
    static final String NAME_OTHERS = "Set DATABASE_URL and REDIS_URL to servers that run; then none is started here.";

    private static final Duration GLANCE = Duration.ofMillis(50);

    /** The live process whose id is the file's first line, if it runs that program: ids are given out again. */
    static Optional<ServerProcess> of(Path pidFile, String program) {
        return pid(pidFile).flatMap(ProcessHandle::of).map(ServerProcess::new).filter(process -> process.runs(program));
    }

    /** The file's first line, if there is one. */
    static Optional<Long> pid(Path pidFile) {
        try {
            List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
            return lines.stream().findFirst().map(line -> Long.valueOf(line.trim()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process ends, for a moment at most; false if it still runs. */
    boolean endsSoon() {
        return ends(GLANCE);
    }

    /** Ends the process and its children at once. */
    void kill() {
        List<ProcessHandle> family = handle.descendants().toList();
        // The parent first: it must not see its children die and begin to tidy up.
        handle.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        family.forEach(child -> new ServerProcess(child).awaitEnd());
    }

    /** Waits until the process has ended, however long a server may reasonably take. */
    void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!endsSoon()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Process " + handle.pid() + " does not end");
            }
        }
    }

    private boolean ends(Duration patience) {
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            // A dead process that nobody reaps, as in a container without an init, is alive to onExit: it has no
            // command.
            return handle.info().command().isEmpty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for process " + handle.pid(), e);
        }
    }

    private boolean runs(String program) {
        return handle.isAlive()
                && handle.info()
                        .command()
                        .map(command ->
                                Path.of(command).getFileName().toString().startsWith(program))
                        .orElse(false);
    }
}
