package dev.payonce.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.payonce.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Other people's tools have nothing against {@code openapi.yaml}, the examples in it included. */
class LintersTest {

    private static final String UNTESTED = "What linters find in openapi.yaml";
    private static final Path SETTINGS = Path.of("src", "test", "lint");

    /** Kept from one build to the next: the tools are fetched when their versions change. */
    private static final Path TOOLS = Path.of("target", "lint");

    private static Path node;

    @BeforeAll
    static void fetchTheTools() throws Exception {
        node = Needed.node(UNTESTED);
        Path npm = Needed.npm(UNTESTED);
        Path lock = TOOLS.resolve("package-lock.json");
        Path fetched = TOOLS.resolve("fetched");
        Files.createDirectories(TOOLS);
        if (Files.exists(fetched) && Files.mismatch(SETTINGS.resolve("package-lock.json"), fetched) < 0) {
            return;
        }
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SETTINGS.resolve(file), TOOLS.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Run install = run(TOOLS, npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (install.exit() != 0) {
            // A registry that is away says nothing about the document.
            String line = UNTESTED + " was not tested: npm could not fetch them. " + install.output();
            System.err.println(line);
            abort(line);
        }
        Files.copy(lock, fetched, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void redoclyFindsNothing() throws Exception {
        Run lint = tool("redocly", "lint", "--config", "redocly.yaml", "openapi.yaml");
        assertEquals(0, lint.exit(), lint.output());
    }

    @Test
    void spectralFindsNothing() throws Exception {
        Run lint = tool("spectral", "lint", "--ruleset", "spectral.yaml", "--fail-severity", "hint", "openapi.yaml");
        assertEquals(0, lint.exit(), lint.output());
    }

    private record Run(int exit, String output) {}

    private static Run tool(String name, String... arguments) throws Exception {
        for (String file : List.of("redocly.yaml", "spectral.yaml")) {
            Files.copy(SETTINGS.resolve(file), TOOLS.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(Path.of("openapi.yaml"), TOOLS.resolve("openapi.yaml"), StandardCopyOption.REPLACE_EXISTING);
        return run(
                TOOLS,
                Stream.concat(
                                Stream.of(
                                        node.toString(),
                                        Path.of("node_modules", ".bin", name).toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static Run run(Path directory, String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("log.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        return new Run(
                ended ? process.exitValue() : -1,
                Stream.of(command).collect(Collectors.joining(" ", "", ": ")) + Files.readString(log));
    }
}
