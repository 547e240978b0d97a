package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.NodeTests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        String output = NodeTests.run("payonce.test.mjs", "The browser SDK", directory, Duration.ofMinutes(2));
        assertTrue(output.matches("(?s).*\\n# pass [1-9][0-9]+\\n.*"), "the tests were not found: " + output);
    }
}
