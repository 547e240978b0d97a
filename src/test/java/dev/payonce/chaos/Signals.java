package dev.payonce.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Signals that Java cannot send. */
final class Signals {

    private Signals() {}

    /** {@code kill -STOP}: they stay as they are, and know nothing of the time that passes. */
    static void stop(List<ProcessHandle> processes) {
        send("STOP", processes);
    }

    /** {@code kill -CONT}. */
    static void resume(List<ProcessHandle> processes) {
        send("CONT", processes);
    }

    private static void send(String signal, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            int status = new ProcessBuilder(command).start().waitFor();
            // A child of PostgreSQL may have ended by itself meanwhile.
            if (status != 0 && processes.stream().allMatch(ProcessHandle::isAlive)) {
                throw new IllegalStateException(command + ": " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
