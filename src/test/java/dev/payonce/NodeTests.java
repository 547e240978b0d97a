package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The tests of {@code src/test/js}, which need node and nothing else. */
public final class NodeTests {

    private NodeTests() {}

    /**
     * Runs one file of tests, all of which have to pass.
     *
     * @param untested what is not tested where there is no node
     * @param directory for what they print
     * @return what they printed
     */
    public static String run(String file, String untested, Path directory, Duration limit) throws Exception {
        Path node = Needed.node(untested);
        Path log = directory.resolve("node.log");
        Process tests = new ProcessBuilder(node.toString(), "--test", "--test-reporter=tap", "src/test/js/" + file)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!tests.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            tests.destroyForcibly();
            fail("the tests did not end: " + Files.readString(log));
        }
        String output = Files.readString(log);
        assertEquals(0, tests.exitValue(), output);
        return output;
    }
}
