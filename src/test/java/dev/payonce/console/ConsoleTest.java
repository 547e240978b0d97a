package dev.payonce.console;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import dev.payonce.NodeTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /}: it is there with all that it needs, and lets nothing foreign in. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ConsoleTest {

    @TestHTTPResource
    URL application;

    private static final Path FILES = Path.of("src", "main", "resources", "META-INF", "resources");

    private static Response page() {
        Response page = given().get("/");
        assertEquals(200, page.statusCode());
        return page;
    }

    @Test
    void thePageBringsEverythingThatItRefersToAndRefersToEverythingThatThereIs() throws IOException {
        var found = new TreeSet<String>();
        var toRead = new ArrayDeque<String>(List.of("/"));
        while (!toRead.isEmpty()) {
            String path = toRead.pop();
            Response file = given().get(path);
            assertEquals(200, file.statusCode(), path);
            assertTrue(file.contentType().startsWith(type(path)), path + " " + file.contentType());
            references(path, file.asString()).filter(found::add).forEach(toRead::push);
        }
        try (Stream<Path> files = Files.list(FILES.resolve("console"))) {
            Set<String> there =
                    files.map(file -> "/console/" + file.getFileName()).collect(Collectors.toCollection(TreeSet::new));
            there.add("/sdk/payonce.js");
            assertEquals(there, found);
        }
    }

    private static String type(String path) {
        String end = path.substring(path.lastIndexOf('.') + 1);
        return switch (end) {
            case "js" -> "text/javascript";
            case "css" -> "text/css";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "sh" -> "application/x-sh";
            default -> "text/html";
        };
    }

    private static Stream<String> references(String path, String text) {
        String pattern = path.endsWith(".js")
                ? "from '([^']+)'"
                : "(?:src|href|content)=\"(?:http://localhost:\\d+)?(/(?:console|sdk)/[^\"]+)\"";
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1).replaceFirst("^\\./", "/console/"));
    }

    @Test
    void nothingButOurOwnFilesRunsInThePage() {
        Response page = page();
        String policy = page.header("Content-Security-Policy");
        assertNotNull(policy);
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
        assertFalse(policy.contains("unsafe") || policy.contains("http") || policy.contains("*"), policy);
        String withoutPreview = page.asString().replaceFirst("<meta property=\"og:image\"[^>]*>", "");
        assertFalse(Pattern.compile("<script>|<style|style=| on[a-z]+=|https?://")
                .matcher(withoutPreview)
                .find());
        assertEquals(policy, given().get("/console/app.js").header("Content-Security-Policy"));
    }

    /** What previews links does not resolve paths, and names the host that the link names. */
    @Test
    void thePreviewsPictureIsNamedAsTheHostIsThatWasAskedForThePage() {
        assertTrue(
                page().asString().contains("content=\"" + application + "console/card.png\""), application::toString);
        String elsewhere = given().header("Host", "shop.example").get("/").asString();
        assertTrue(elsewhere.contains("content=\"http://shop.example/console/card.png\""));
    }

    @Test
    void noHostBecomesMarkup() {
        Response odd = given().header("Host", "a\"><script>alert(1)</script>").get("/");
        assertTrue(odd.statusCode() < 500, odd::statusLine);
        assertFalse(odd.asString().contains("<script>alert"), odd::asString);
    }

    /** Where this holds, a reference, a recipient or a problem's detail cannot become markup. */
    @Test
    void noModuleTurnsTextIntoMarkupOrCode() throws IOException {
        var forbidden = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment|eval\\(|new Function|setAttribute\\('style");
        try (Stream<Path> files = Files.list(FILES.resolve("console"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".js")).toList()) {
                assertFalse(forbidden.matcher(Files.readString(file)).find(), file.toString());
            }
        }
    }

    @Test
    void thePageIsAskedForAgainEachTime() {
        for (String path : List.of("/", "/console/app.js", "/sdk/payonce.js")) {
            assertEquals("no-cache", given().get(path).header("Cache-Control"), path);
            assertEquals("nosniff", given().get(path).header("X-Content-Type-Options"), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/nothing.js", "/index", "/index.html", "/shop", "/semantics", "/sdk"})
    void besideItNothingIsThereAndThatIsSaidInAProblemDocument(String path) {
        Response answer = given().get(path);
        assertEquals(404, answer.statusCode(), path);
        assertEquals("application/problem+json", answer.contentType());
        assertEquals("/problems/not-found", answer.jsonPath().getString("type"));
    }

    /** With what a shell on any machine has, and as somebody who has nothing yet. */
    @Test
    void theScriptThatTheTourEndsWithRunsAndSeesEveryAnswer(@TempDir Path directory) throws Exception {
        Path script = directory.resolve("tour.sh");
        Path output = directory.resolve("output.txt");
        Files.writeString(script, given().get("/console/tour.sh").asString());
        ProcessBuilder shell = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("BASE", application.toString().replaceAll("/$", ""));
        shell.environment().put("API_KEY", "sk_dev_globex");
        Process run = shell.start();
        assertTrue(run.waitFor(60, TimeUnit.SECONDS), "it does not end");
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, run.exitValue(), lines::toString);
        assertEquals(
                List.of("201", "201", "409", "200", "422", "202", "200"),
                lines.stream().map(line -> line.split(" ")[0]).toList(),
                lines::toString);
    }

    @Test
    void itReadsAndWritesJsonInItsOwnLettersAndAmountsInTheirCurrency(@TempDir Path directory) throws Exception {
        String output = NodeTests.run(
                "console.test.mjs",
                "The console's reading of JSON and writing of amounts",
                directory,
                Duration.ofMinutes(1));
        assertTrue(output.matches("(?s).*\\n# pass [1-9][0-9]*\\n.*"), "the tests were not found: " + output);
    }
}
