package dev.payonce;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.idempotency.IdempotencyConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.WithDefault;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README says is true: its commands run here, and its tables and links lead to what is there. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ReadmeTest {

    private static final Path README = Path.of("README.md");

    /** A block that is executed, and what it prints. */
    private static final Pattern EXECUTED = Pattern.compile(
            "<!-- executed -->\\n```sh\\n(?<commands>.*?)```\\n(\\n```text\\n(?<output>.*?)```\\n)?", Pattern.DOTALL);

    private static final Pattern SH = Pattern.compile("(<!-- executed -->\\n)?```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z");
    private static final Pattern FOR_BROWSERS =
            Pattern.compile("^(Content-Security-Policy|Referrer-Policy|X-Content-Type-Options|X-Frame-Options): ");
    private static final String NEXT = "==== next block ====";

    @TestHTTPResource
    URL application;

    @Test
    void itsCommandsPrintWhatItShows() throws Exception {
        List<MatchResult> blocks =
                EXECUTED.matcher(Files.readString(README)).results().toList();
        assertTrue(blocks.size() >= 3, "the README has " + blocks.size() + " executed blocks");
        StringBuilder script = new StringBuilder("set -eu\n");
        for (MatchResult block : blocks) {
            script.append(block.group(1)).append("\necho; echo '").append(NEXT).append("'\n");
        }
        String[] printed = sh(script.toString().replace("localhost:8080", application.getAuthority()))
                .split(Pattern.quote(NEXT), -1);
        for (int i = 0; i < blocks.size(); i++) {
            String shown = blocks.get(i).group(3);
            if (shown != null) {
                assertEquals(
                        comparable(shown), comparable(printed[i]), blocks.get(i).group(1));
            }
        }
    }

    /** Runs a script in one POSIX shell, so that what one block sets the next one has. */
    private static String sh(String script) throws Exception {
        File output = Path.of("target", "readme-output.txt").toFile();
        File errors = Path.of("target", "readme-errors.txt").toFile();
        Process shell = new ProcessBuilder("sh", "-c", script)
                .redirectOutput(output)
                .redirectError(errors)
                .start();
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS), "the README's commands took too long");
        assertEquals(0, shell.exitValue(), Files.readString(errors.toPath()));
        return Files.readString(output.toPath());
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
    void everyOtherCommandIsOneThatThePipelineOrAFileBesideItRuns() throws Exception {
        String known = Files.readString(Path.of("src", "main", "docker", "Dockerfile.jvm"))
                + Files.readString(Path.of("src", "main", "docker", "Dockerfile.native-micro"))
                + String.join(
                        "\n",
                        "./mvnw quarkus:dev",
                        "./mvnw verify",
                        "./mvnw -Pchaos verify",
                        "./mvnw -Pbenchmark verify",
                        "./mvnw quarkus:dev -Dpayonce.dev.fresh=true",
                        "DATABASE_URL=postgresql://db:5432/payonce java -jar target/quarkus-app/quarkus-run.jar");
        List<String> unknown = SH.matcher(Files.readString(README))
                .results()
                .filter(block -> block.group(1) == null)
                .flatMap(block -> block.group(2).lines())
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .filter(line -> !line.isBlank() && !known.contains(line))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void thePipelineRunsTheCommandsThatItTellsPeopleToRun() throws Exception {
        String readme = Files.readString(README);
        assertTrue(readme.contains("\n./mvnw quarkus:dev"));
        assertTrue(readme.contains("\n./mvnw verify"));
        String options = "( -\\S+)*";
        assertTrue(found("\\./mvnw" + options + " verify", Path.of(".ci", "run")));
        Path workflow = Path.of(".github", "workflows", "ci.yml");
        assertTrue(found("\\.ci/run", workflow));
        assertTrue(found("\\./mvnw" + options + " quarkus:dev", workflow));
    }

    private static boolean found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(file)).find();
    }

    @Test
    void everySettingIsInItsTableWithTheDefaultThatTheCodeHas() throws Exception {
        String readme = Files.readString(README);
        var missing = new TreeSet<String>();
        Pattern.compile("\\$\\{([A-Z_]+)[:}]")
                .matcher(Files.readString(Path.of("src", "main", "resources", "application.properties")))
                .results()
                .map(variable -> variable.group(1))
                .filter(variable -> !readme.contains("`" + variable + "`"))
                .forEach(missing::add);
        assertEquals(new TreeSet<>(), missing);

        var defaults = new TreeMap<String, String>();
        for (Method setting : IdempotencyConfig.class.getDeclaredMethods()) {
            String variable =
                    "PAYONCE_" + setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            defaults.put(variable, setting.getAnnotation(WithDefault.class).value());
        }
        defaults.forEach((variable, value) ->
                assertTrue(readme.contains("| `" + variable + "` | `" + value + "` |"), variable + " " + value));
    }

    @Test
    void everyLinkLeadsToAFileOrAPageThatIsThere() throws Exception {
        List<String> dead = new ArrayList<>();
        for (MatchResult link : Pattern.compile("\\]\\(([^)]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .toList()) {
            String target = link.group(1);
            if (target.startsWith("http://localhost:8080")) {
                int status = given().get(target.substring("http://localhost:8080".length()))
                        .statusCode();
                if (status != 200) {
                    dead.add(target + " " + status);
                }
            } else if (!target.startsWith("https://") && Files.notExists(Path.of(target))) {
                dead.add(target);
            }
        }
        assertEquals(List.of(), dead);
    }

    /** Both ways: a test that it names is there, and what shows a price of the light path is named. */
    @Test
    void whatTheLightPathAdmitsIsShownByTheTestsThatItNames() throws Exception {
        String readme = Files.readString(README);
        List<MatchResult> named = Pattern.compile("\\[([a-z]\\w+)]\\((src/test/java/[^)]+\\.java)\\)")
                .matcher(readme)
                .results()
                .toList();
        assertTrue(named.size() >= 7, () -> named.size() + " tests are named");
        for (MatchResult test : named) {
            String source = Files.readString(Path.of(test.group(2)));
            assertTrue(source.contains("    @Test\n    void " + test.group(1) + "("), test.group());
        }
        Path admits = Path.of("src/test/java/dev/payonce/receipt/WhatTheLightPathAdmitsTest.java");
        List<String> unnamed = Pattern.compile("@Test\\n +void (\\w+)\\(")
                .matcher(Files.readString(admits))
                .results()
                .map(test -> test.group(1))
                .filter(test -> !readme.contains("[" + test + "](" + admits + ")"))
                .toList();
        assertEquals(List.of(), unnamed);
    }

    @Test
    void itNamesNoMachine() throws Exception {
        assertFalse(found("/home/|/tmp/|/work/|/root/|C:\\\\", README));
    }
}
