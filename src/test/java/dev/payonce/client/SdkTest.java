package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser SDK's own tests, {@code src/test/js}: they need node, and nothing else. */
class SdkTest {
    private static final int OLDEST_NODE = 20;

    @Test
    void theBrowserSdkKeepsItsPromises(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("node.log");
        if (nodeVersion(log) < OLDEST_NODE) {
            String missing =
                    "The browser SDK was not tested: there is no node " + OLDEST_NODE + " or later on the PATH.";
            if ("true".equals(System.getenv("CI"))) {
                fail(missing);
            }
            System.err.println(missing);
            abort(missing);
        }
        int exit = run(log, "node", "--test", "--test-reporter=tap", "src/test/js/payonce.test.mjs");
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertEquals(0, exit, output);
        assertTrue(output.matches("(?s).*\\n# pass [1-9][0-9]+\\n.*"), "the tests were not found: " + output);
    }

    /** The major version; 0 if there is no node. */
    private static int nodeVersion(Path log) throws InterruptedException {
        try {
            if (run(log, "node", "--version") != 0) {
                return 0;
            }
            return Integer.parseInt(Files.readString(log).strip().replaceAll("^v(\\d+)\\..*$", "$1"));
        } catch (IOException | NumberFormatException noNode) {
            return 0;
        }
    }

    private static int run(Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail(String.join(" ", command) + " did not end: " + Files.readString(log));
        }
        return process.exitValue();
    }
}
