package dev.payonce.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the Linux kernel tells of a process under {@code /proc}. */
record Proc(long pid) {

    /** USER_HZ, which is 100 on every Linux that this runs on. */
    private static final double MILLIS_PER_TICK = 10;

    private static final int USER_TIME = 11;
    private static final int TIMES = 4;

    static Proc self() {
        return new Proc(ProcessHandle.current().pid());
    }

    /** The processor time that it and its ended children took, in milliseconds. */
    double cpuMillis() {
        String stat = read("stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The name, in brackets, may hold spaces: what follows it is counted from there.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 0; i < TIMES; i++) {
            ticks += Long.parseLong(fields[USER_TIME + i]);
        }
        return ticks * MILLIS_PER_TICK;
    }

    /**
     * The same with its living children: all that PostgreSQL's sessions ever took, those that are gone included. A child that
     * ends while this looks would be counted twice or not at all, so it looks until none does.
     */
    double cpuMillisOfTree() {
        Set<Long> before;
        double millis;
        do {
            before = children();
            millis = cpuMillis()
                    + before.stream()
                            .mapToDouble(child -> new Proc(child).cpuMillis())
                            .sum();
        } while (!before.equals(children()));
        return millis;
    }

    private Set<Long> children() {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** Resident memory. */
    double megabytes() {
        return line("status", "VmRSS:") / 1024.0;
    }

    /** Resident memory that it shares with nobody and with no file. */
    double ownMegabytes() {
        return line("status", "RssAnon:") / 1024.0;
    }

    long threads() {
        return line("status", "Threads:");
    }

    long files() {
        try (Stream<Path> files = Files.list(path("fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long line(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private String read(String file) {
        try {
            return Files.readString(path(file));
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            if (Files.notExists(path("stat"))) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    private Path path(String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }
}
