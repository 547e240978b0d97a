package dev.payonce;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Other people's tools, in the versions that {@code src/test/lint} names. They are kept from one build to the next in {@code
 * target/lint}, and fetched when a version changes. A registry that is away says nothing about what they would have checked:
 * the test is aborted then.
 */
public final class NpmTools {

    private static final Path SETTINGS = Path.of("src", "test", "lint");
    private static final Path TOOLS = Path.of("target", "lint");

    private final Path node;

    private NpmTools(Path node) {
        this.node = node;
    }

    /** What came of a command. */
    public record Run(int exit, String output) {}

    /**
     * The tools, fetched where they are not there yet.
     *
     * @param untested what is not tested where they cannot be had
     */
    public static synchronized NpmTools fetched(String untested) throws IOException, InterruptedException {
        NpmTools tools = new NpmTools(Needed.node(untested));
        Path npm = Needed.npm(untested);
        Path fetched = TOOLS.resolve("fetched");
        Files.createDirectories(TOOLS);
        if (Files.exists(fetched) && Files.mismatch(SETTINGS.resolve("package-lock.json"), fetched) < 0) {
            return tools;
        }
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SETTINGS.resolve(file), TOOLS.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Run install = run(TOOLS, npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (install.exit() != 0) {
            String line = untested + " was not tested: npm could not fetch the tools. " + install.output();
            System.err.println(line);
            abort(line);
        }
        Files.copy(TOOLS.resolve("package-lock.json"), fetched, StandardCopyOption.REPLACE_EXISTING);
        return tools;
    }

    /** Runs one of them in a directory. */
    public Run tool(Path directory, String name, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(node.toString());
        command.add(TOOLS.resolve(Path.of("node_modules", ".bin", name))
                .toAbsolutePath()
                .toString());
        command.addAll(List.of(arguments));
        return run(directory, command.toArray(String[]::new));
    }

    /** A file of one of them, by its path under {@code node_modules}. */
    public Path file(String path) {
        return TOOLS.resolve("node_modules").resolve(path);
    }

    /** Runs any command in a directory, where it leaves what it printed in {@code log.txt}. */
    public static Run run(Path directory, String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("log.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"));
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        return new Run(ended ? process.exitValue() : -1, String.join(" ", command) + ": " + Files.readString(log));
    }
}
