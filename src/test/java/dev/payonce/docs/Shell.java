package dev.payonce.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One POSIX shell, as a reader has it open: what one block sets, the next one has. The first command that fails ends it. */
final class Shell implements AutoCloseable {

    private static final String END = "==== end of block ====";

    private final Process process;
    private final Writer input;
    private final BufferedReader output;

    Shell(Path directory) throws IOException {
        process = new ProcessBuilder("sh", "-eu")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        input = process.outputWriter();
        output = process.inputReader();
    }

    /** What the commands print. */
    String run(String commands, Duration limit) throws IOException {
        CompletableFuture<?> deadline = CompletableFuture.runAsync(
                this::close, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        input.write(commands + "\necho; echo '" + END + "'\n");
        input.flush();
        var printed = new StringBuilder();
        for (String line = output.readLine(); !END.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new AssertionError("a command failed, or took too long: " + commands + "\nprinted " + printed);
            }
            printed.append(line).append('\n');
        }
        deadline.cancel(false);
        return printed.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
