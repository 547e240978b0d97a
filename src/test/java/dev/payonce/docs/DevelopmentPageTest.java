package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The page about development tells of every payment method, and what it says of the tests that r runs is true. */
class DevelopmentPageTest {

    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern METHOD = Pattern.compile("\\bpm_\\w+");
    private static final int FEWEST_CLASSES = 15;

    @Test
    void everyPaymentMethodOfTheSimulatorIsInTheTableAndNoOther() throws Exception {
        Path behaviour = Path.of("src", "main", "java", "dev", "payonce", "simulator", "Behaviour.java");
        assertEquals(
                methods(Files.readString(behaviour)),
                methods(Page.of("docs", "development.md").text()));
    }

    private static Set<String> methods(String text) {
        return METHOD.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A pattern that matched nothing would be green, too. */
    @Test
    void continuousTestingHasTestsOfEachPartThatItNames() throws Exception {
        String pattern = ConfigProvider.getConfig().getValue("quarkus.test.include-pattern", String.class);
        List<String> classes;
        try (Stream<Path> files = Files.walk(TESTS)) {
            classes = files.map(file -> TESTS.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.java"))
                    .map(file -> file.replace(".java", "").replace(File.separatorChar, '.'))
                    .filter(Pattern.compile(pattern).asMatchPredicate())
                    .toList();
        }
        assertTrue(classes.size() >= FEWEST_CLASSES, classes::toString);
        Pattern.compile("\\w{3,}")
                .matcher(pattern)
                .results()
                .map(MatchResult::group)
                .forEach(part -> assertTrue(classes.stream().anyMatch(name -> name.contains(part)), part));
    }
}
