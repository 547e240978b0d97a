package dev.payonce.docs;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Database;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.docs.Page.Block;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of the pages run here, against the application, and print what the pages show. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ExecutedPagesTest {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern FOR_BROWSERS =
            Pattern.compile("^(Content-Security-Policy|Referrer-Policy|X-Content-Type-Options|X-Frame-Options): ");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TestHTTPResource
    URL application;

    static Stream<Page> pages() {
        return Page.all().stream().filter(page -> !page.executed().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCommandsOfAPagePrintWhatItShows(Page page, @TempDir Path directory) throws Exception {
        try (Shell shell = new Shell(directory)) {
            for (Block block : page.executed()) {
                if (block.language().equals("sql")) {
                    block.content().lines().forEach(Database::update);
                    continue;
                }
                String printed =
                        shell.run(block.content().replace("localhost:8080", application.getAuthority()), LONGEST);
                if (block.output() != null) {
                    assertEquals(comparable(block.output()), comparable(printed), block.content());
                }
            }
        }
    }

    /**
     * Ids and times differ from run to run, a time's length too, and the order of headers may. What every answer tells browsers
     * (BrowserRulesTest) is left out.
     */
    private static String comparable(String printed) {
        String text = TIME.matcher(UUID.matcher(printed.replace("\r", "")).replaceAll("(id)"))
                .replaceAll("(time)");
        return Stream.of(text.split("\n"))
                .map(line -> line.stripTrailing().replaceFirst("^content-length: \\d+$", "content-length: (n)"))
                .filter(line -> !line.isEmpty() && !FOR_BROWSERS.matcher(line).find())
                .sorted()
                .reduce("", (lines, line) -> lines + line + "\n");
    }

    @Test
    void everyPageOfTheApplicationThatIsLinkedOpens() {
        List<String> dead = Page.all().stream()
                .flatMap(page -> Pattern.compile("]\\(http://localhost:8080([^)]*)\\)")
                        .matcher(page.text())
                        .results())
                .map(link -> link.group(1))
                .filter(path -> given().get(path).statusCode() != 200)
                .toList();
        assertEquals(List.of(), dead);
    }

    @Test
    void theReadmeHasCommands() {
        assertTrue(Page.of("README.md").executed().size() >= 3);
    }
}
