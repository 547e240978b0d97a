package dev.payonce;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that some tests need and that a machine with a JDK alone does not have. Where one is missing, the test says so in
 * one line and is aborted; the pipeline has them all, so there it fails.
 */
public final class Needed {
    private static final int OLDEST_NODE = 20;

    private Needed() {}

    /** The node on the PATH. */
    public static Path node(String untested) {
        return onPath("node")
                .filter(node -> majorVersion(node) >= OLDEST_NODE)
                .orElseGet(() -> missing(untested, "node " + OLDEST_NODE + " or later"));
    }

    /** The npm on the PATH. */
    public static Path npm(String untested) {
        return onPath("npm").orElseGet(() -> missing(untested, "npm"));
    }

    /** The bash on the PATH. */
    public static Path bash(String untested) {
        return onPath("bash").orElseGet(() -> missing(untested, "bash"));
    }

    /** The Python on the PATH. */
    public static Path python(String untested) {
        return onPath("python3").orElseGet(() -> missing(untested, "python3"));
    }

    /** The Chromium on the PATH, or what is made of it. */
    public static Path chromium(String untested) {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> onPath(name).stream())
                .findFirst()
                .orElseGet(() -> missing(untested, "chromium"));
    }

    /** The PgBouncer on the PATH, or where Debian keeps servers. */
    public static Path pgbouncer(String untested) {
        return onPath("pgbouncer")
                .or(() -> Optional.of(Path.of("/usr/sbin/pgbouncer")).filter(Files::isExecutable))
                .orElseGet(() -> missing(untested, "pgbouncer"));
    }

    /** The HAProxy on the PATH, or where Debian keeps servers. */
    public static Path haproxy(String untested) {
        return onPath("haproxy")
                .or(() -> Optional.of(Path.of("/usr/sbin/haproxy")).filter(Files::isExecutable))
                .orElseGet(() -> missing(untested, "haproxy"));
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(directory -> Stream.of(Path.of(directory, program), Path.of(directory, program + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static <T> T missing(String untested, String program) {
        String line = untested + " was not tested: there is no " + program + " on the PATH.";
        if ("true".equals(System.getenv("CI"))) {
            return fail(line);
        }
        System.err.println(line);
        return abort(line);
    }

    /** 0 if it does not say. */
    private static int majorVersion(Path node) {
        try {
            Process process = new ProcessBuilder(List.of(node.toString(), "--version")).start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(version.strip().replaceAll("^v(\\d+)\\..*$", "$1"));
        } catch (IOException | NumberFormatException notNode) {
            return 0;
        }
    }
}
