package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.docs.Page.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages name is there: the files they link, the tests, the classes, the commands. */
class PagesTest {

    private static final Path TESTS = Path.of("src", "test", "java");
    private static final int LINES_OF_THE_README = 150;

    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\(([^)\\s]+)\\)");
    private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern PATH = Pattern.compile("(src|docs|\\.ci|\\.github)/[\\w./-]+");
    private static final Pattern TYPE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+");
    private static final Pattern CHECKED_BY = Pattern.compile("(?:executed|checked) by ([\\w.]+)");
    private static final Pattern WHOLE_PAGE = Pattern.compile("<!-- every block is executed by (\\w+) -->");

    /** What is written in these does something; what is not, such as an answer, is only looked at. */
    private static final Set<String> LANGUAGES =
            Set.of("sh", "bash", "js", "java", "python", "sql", "xml", "properties", "mermaid", "");

    /** Commands that no file has: how to run the application. */
    private static final String COMMANDS = """
            DATABASE_URL=postgresql://db:5432/payonce java -jar target/quarkus-app/quarkus-run.jar
            (cd target/quarkus-app && DATABASE_URL=postgresql://db:5432/payonce java -XX:AOTCache=app.aot -jar quarkus-run.jar)
            (cd target/quarkus-app && DATABASE_URL=postgresql://db:5432/payonce java -XX:SharedArchiveFile=app-cds.jsa -jar quarkus-run.jar)
            """;

    private static final Set<String> GOALS = Set.of("test", "package", "verify", "quarkus:dev", "spotless:apply");
    private static final Set<String> PROPERTIES_OF_OTHERS = Set.of(
            "skipTests", "surefire.failIfNoSpecifiedTests", "quarkus.http.port", "quarkus.native.container-build");

    @Test
    void theReadmeIsShortEnoughToBeFinished() {
        assertTrue(Page.of("README.md").text().lines().count() <= LINES_OF_THE_README);
    }

    @Test
    void everyLinkLeadsToAFileAndToAHeadingThatAreThere() {
        assertNone((page, broken) -> LINK.matcher(page.text())
                .results()
                .map(link -> link.group(2))
                .filter(target -> !target.startsWith("http://") && !target.startsWith("https://"))
                .filter(target -> !leads(page, target))
                .forEach(broken::add));
    }

    private static boolean leads(Page page, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page.path() : page.resolve(parts[0]);
        if (Files.notExists(file)) {
            return false;
        }
        return parts.length == 1 || headings(Page.of(file.toString())).contains(parts[1]);
    }

    /** The anchors that GitHub gives the headings of a page. */
    private static Set<String> headings(Page page) {
        return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
                .matcher(page.text())
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\s-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyTestThatALinkNamesIsInTheFileThatItLeadsTo() {
        assertNone((page, missing) -> {
            for (MatchResult link : LINK.matcher(page.text()).results().toList()) {
                Path file = page.resolve(link.group(2));
                if (file.startsWith(TESTS) && link.group(1).matches("\\w+")) {
                    String name = link.group(1);
                    String source = Files.exists(file) ? read(file) : "";
                    if (!source.contains("    void " + name + "(") && !source.contains("class " + name + " ")) {
                        missing.add(link.group());
                    }
                }
            }
        });
    }

    @Test
    void everyPathEveryTypeAndEveryCommandThatIsNamedIsThere() {
        Set<String> words = Pattern.compile("\\w+")
                .matcher(sources())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertNone((page, missing) -> {
            // Such a page builds a project of its own, and speaks of its files.
            boolean executed = WHOLE_PAGE.matcher(page.text()).find();
            for (MatchResult quoted : QUOTED.matcher(page.text()).results().toList()) {
                String name = quoted.group(1);
                if (!executed && PATH.matcher(name).matches() && Files.notExists(Path.of(name))) {
                    missing.add(name);
                }
                if (name.startsWith("./mvnw ") && !isMaven(name)) {
                    missing.add(name);
                }
                if (TYPE.matcher(name).matches() && !words.contains(name)) {
                    missing.add(name);
                }
            }
        });
    }

    /** A block is run by the test that its marker or its page names, or each of its commands is one that something else runs. */
    @Test
    void everyBlockOfCodeIsExecutedOrCheckedByATest() {
        String known = COMMANDS + contents(Path.of(""), PagesTest::saysWhatIsRun);
        assertNone((page, unchecked) -> {
            boolean whole = WHOLE_PAGE.matcher(page.text()).results().anyMatch(test -> isRead(page, test.group(1)));
            page.blocks().stream()
                    .filter(block -> LANGUAGES.contains(block.language()))
                    .filter(block -> !whole && !isChecked(page, block))
                    .flatMap(block -> block.content().lines())
                    .map(line -> line.replaceFirst("\\s+#.*", ""))
                    .filter(line -> !line.isBlank() && !known.contains(line) && !isMaven(line))
                    .forEach(unchecked::add);
        });
    }

    private static boolean saysWhatIsRun(Path path) {
        return path.startsWith("pom.xml")
                || path.startsWith(".ci")
                || path.startsWith(".github")
                || path.startsWith(Path.of("src", "main", "docker"))
                || path.startsWith(Path.of("src", "main", "kubernetes"))
                || path.startsWith("compose.yaml")
                || path.startsWith(Path.of("src", "main", "resources", "db"));
    }

    private static boolean isMaven(String line) {
        return line.startsWith("./mvnw ")
                && Stream.of(line.substring("./mvnw ".length()).split(" +")).allMatch(PagesTest::isKnownToMaven);
    }

    /** A goal, a profile of the pom, a test that is there, or a property that something reads. */
    private static boolean isKnownToMaven(String word) {
        String pom = read(Path.of("pom.xml"));
        if (word.startsWith("-P")) {
            return pom.contains("<id>" + word.substring(2) + "</id>");
        }
        if (!word.startsWith("-D")) {
            return GOALS.contains(word);
        }
        String[] property = word.substring(2).split("=", 2);
        if (property[0].equals("test") || property[0].equals("it.test")) {
            return property[1].equals("none")
                    || walk(TESTS, path -> path.endsWith(property[1] + ".java"))
                            .findAny()
                            .isPresent();
        }
        return PROPERTIES_OF_OTHERS.contains(property[0])
                || pom.contains("<name>" + property[0] + "</name>")
                || sources().contains("\"" + property[0] + "\"");
    }

    private static String sources() {
        return contents(Path.of("src"), path -> path.toString().matches(".*\\.(java|yml)"));
    }

    private static boolean isChecked(Page page, Block block) {
        var by = CHECKED_BY.matcher(block.marker());
        return block.marker().equals("executed") || by.matches() && isRead(page, by.group(1));
    }

    /** Whether the test that is said to check a page reads it. */
    private static boolean isRead(Page page, String test) {
        String file = test.contains(".") ? test : test + ".java";
        return walk(Path.of("src", "test"), path -> path.endsWith(file))
                .map(PagesTest::read)
                .anyMatch(source -> source.contains(page.path().getFileName().toString()));
    }

    @Test
    void noPageNamesAMachine() {
        Pattern machine = Pattern.compile("/home/|/tmp/|/work/|/root/|C:\\\\");
        assertNone((page, found) ->
                machine.matcher(page.text()).results().map(MatchResult::group).forEach(found::add));
    }

    private interface Look {
        void at(Page page, Set<String> wrong);
    }

    private static void assertNone(Look look) {
        List<Map.Entry<Path, Set<String>>> wrong = new ArrayList<>();
        for (Page page : Page.all()) {
            Set<String> here = new TreeSet<>();
            look.at(page, here);
            if (!here.isEmpty()) {
                wrong.add(Map.entry(page.path(), here));
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** The files of this project, without what was built. */
    private static Stream<Path> walk(Path root, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(path -> !path.startsWith("target") && !path.startsWith(".git"))
                    .filter(wanted)
                    .filter(Files::isRegularFile)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contents(Path root, Predicate<Path> wanted) {
        return walk(root, wanted).map(PagesTest::read).collect(Collectors.joining("\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
