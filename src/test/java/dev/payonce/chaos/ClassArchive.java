package dev.payonce.chaos;

import dev.payonce.Fork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The application's classes as the JVM keeps them (class data sharing), taken once from the first process that is ready:
 * all later ones need a third less time to start, and the harness starts dozens. Without it everything works as well.
 */
final class ClassArchive {

    private static final Path FILE = Fork.path("classes.jsa");
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static volatile boolean ready;

    private ClassArchive() {}

    /** What a JVM is to be started with, in order to use the archive or to be the one that it is taken from. */
    static List<String> options() {
        return ready
                ? List.of("-XX:SharedArchiveFile=" + FILE)
                : BEGUN.get() ? List.of() : List.of("-XX:+RecordDynamicDumpInfo");
    }

    /** Takes the archive from a process that is ready; only the first call does anything. */
    static void takeFrom(long pid) {
        if (!BEGUN.compareAndSet(false, true)) {
            return;
        }
        try {
            Files.deleteIfExists(FILE);
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            int status = new ProcessBuilder(
                            jcmd.toString(),
                            Long.toString(pid),
                            "VM.cds",
                            "dynamic_dump",
                            FILE.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            ready = status == 0 && Files.exists(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
