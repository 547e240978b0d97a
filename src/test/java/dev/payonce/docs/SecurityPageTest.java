package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page about security names a test for each risk, and the tests are there. */
class SecurityPageTest {

    private static final Path PAGE = Path.of("docs", "security.md");
    private static final Pattern NAMED = Pattern.compile("\\[(\\w+)]\\(\\.\\./(src/test/java/[^)]+\\.java)\\)");

    @Test
    void eachTestThatItNamesIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (MatchResult test : NAMED.matcher(Files.readString(PAGE)).results().toList()) {
            Path file = Path.of(test.group(2));
            String source = Files.exists(file) ? Files.readString(file) : "";
            if (!source.contains("    void " + test.group(1) + "(")
                    && !source.contains("class " + test.group(1) + " ")) {
                missing.add(test.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void eachOfTheTenRisksHasOne() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        IntStream.rangeClosed(1, 10)
                .forEach(risk -> assertTrue(
                        lines.stream()
                                .anyMatch(line -> line.startsWith("| API" + risk + " ")
                                        && NAMED.matcher(line).find()),
                        () -> "API" + risk));
    }
}
