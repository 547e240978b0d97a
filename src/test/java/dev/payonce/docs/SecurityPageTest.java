package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page about security names a test for each risk. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("\\[(\\w+)]\\(\\.\\./(src/test/java/[^)]+\\.java)\\)");

    @Test
    void eachOfTheTenRisksHasATest() {
        List<String> lines = Page.of("docs", "security.md").text().lines().toList();
        IntStream.rangeClosed(1, 10)
                .forEach(risk -> assertTrue(
                        lines.stream()
                                .anyMatch(line -> line.startsWith("| API" + risk + " ")
                                        && TEST.matcher(line).find()),
                        () -> "API" + risk));
    }
}
