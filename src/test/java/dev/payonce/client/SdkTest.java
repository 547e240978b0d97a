package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.payonce.Needed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser SDK: its size, and its own tests, {@code src/test/js}, which need node and nothing else. */
class SdkTest {

    private static final Path SDK = Path.of("src", "main", "resources", "META-INF", "resources", "sdk", "payonce.js");

    /** Promised are 8 KB, on the wire; near them it is time to tidy up. */
    private static final int MOST_BYTES = 8000;

    @Test
    void theSdkIsUnderEightKilobytesGzipped() throws IOException {
        var gzipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(gzipped)) {
            Files.copy(SDK, gzip);
        }
        assertTrue(gzipped.size() < MOST_BYTES, gzipped.size() + " bytes");
    }

    @Test
    void theBrowserSdkKeepsItsPromises(@TempDir Path directory) throws Exception {
        Path node = Needed.node("The browser SDK");
        Path log = directory.resolve("node.log");
        Process tests = new ProcessBuilder(
                        node.toString(), "--test", "--test-reporter=tap", "src/test/js/payonce.test.mjs")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!tests.waitFor(2, TimeUnit.MINUTES)) {
            tests.destroyForcibly();
            fail("the tests did not end: " + Files.readString(log));
        }
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertEquals(0, tests.exitValue(), output);
        assertTrue(output.matches("(?s).*\\n# pass [1-9][0-9]+\\n.*"), "the tests were not found: " + output);
    }
}
