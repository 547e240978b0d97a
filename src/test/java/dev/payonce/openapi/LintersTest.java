package dev.payonce.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.payonce.NpmTools;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Other people's tools have nothing against {@code openapi.yaml}, the examples in it included. */
class LintersTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final String SETTINGS = ROOT.resolve(Path.of("src", "test", "lint")) + "/";
    private static final String DOCUMENT = ROOT.resolve("openapi.yaml").toString();

    private static NpmTools tools;

    @BeforeAll
    static void fetchTheTools() throws Exception {
        tools = NpmTools.fetched("What linters find in openapi.yaml");
    }

    @Test
    void redoclyFindsNothing() throws Exception {
        assertFindsNothing("redocly", "lint", "--config", SETTINGS + "redocly.yaml", DOCUMENT);
    }

    @Test
    void spectralFindsNothing() throws Exception {
        assertFindsNothing(
                "spectral", "lint", "--ruleset", SETTINGS + "spectral.yaml", "--fail-severity", "hint", DOCUMENT);
    }

    private static void assertFindsNothing(String tool, String... arguments) throws Exception {
        NpmTools.Run lint = tools.tool(Path.of("target", "lint"), tool, arguments);
        assertEquals(0, lint.exit(), lint.output());
    }
}
