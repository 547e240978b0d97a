package dev.payonce.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Fork;
import dev.payonce.embedded.EmbeddedServers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

/** Who follows {@code docs/copying.md} from an empty folder has a service that does what the page says. */
class CopyingTest {

    private static final Path PAGE = Path.of("docs", "copying.md");
    private static final Path SAMPLE = Path.of("src", "test", "java", "dev", "payonce", "sample", "Seats.java");
    private static final Path TABLE = Path.of("src", "test", "resources", "sample", "V3__seats.sql");

    private static final int MOST_LINES_OF_JAVA = 60;
    private static final int MOST_LINES_OF_SQL = 15;

    private final Path project = Fork.path("copy").toAbsolutePath();

    @Test
    void thePageShowsTheSampleAsItIs() throws IOException {
        assertEquals(Files.readString(SAMPLE), block("java"));
        assertEquals(Files.readString(TABLE), block("sql"));
        assertTrue(block("java").lines().count() <= MOST_LINES_OF_JAVA);
        assertTrue(block("sql").lines().count() <= MOST_LINES_OF_SQL);
    }

    @Test
    void thePageTakesTheVersionsOfThisBuild() throws IOException {
        String ours = Files.readString(Path.of("pom.xml"));
        for (String name : List.of("quarkus.platform", "compiler-plugin", "surefire")) {
            Matcher version = Pattern.compile("<" + Pattern.quote(name + ".version") + ">(.*?)<")
                    .matcher(ours);
            assertTrue(version.find());
            assertTrue(block("xml").contains("<version>" + version.group(1) + "</version>"), name);
        }
    }

    @Test
    void whatThePageSaysBuildsAndServes() throws Exception {
        FileUtils.deleteDirectory(project.toFile());
        Files.createDirectories(project);
        Files.writeString(project.resolve("pom.xml"), block("xml"));
        run(List.of("sh", "-e", "-c", block("sh")));
        write("src/main/resources/application.properties", block("properties"));
        write("src/main/resources/db/migration/V3__seats.sql", block("sql"));
        write("src/main/java/dev/payonce/sample/Seats.java", block("java"));
        run(maven("--offline", "--batch-mode", "--quiet", "package"));
        try (EmbeddedServers servers = EmbeddedServers.in(Fork.path("copy-servers"))) {
            servers.wipe();
            servers.stopAtExit();
            assertEquals(List.of(201, 200, 422), answers(servers.start().databaseUrl()));
        }
    }

    private static String block(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(block.find(), language);
        return block.group(1);
    }

    private void write(String file, String content) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private static List<String> maven(String... arguments) {
        boolean windows = File.separatorChar == '\\';
        var command = new ArrayList<String>();
        command.add(Path.of(windows ? "mvnw.cmd" : "mvnw").toAbsolutePath().toString());
        String repository = System.getProperty("maven.repo.local");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.addAll(List.of(arguments));
        return command;
    }

    private void run(List<String> command) throws Exception {
        Path output = project.resolve("output.txt");
        var builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PAYONCE", Path.of("").toAbsolutePath().toString());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it took too long: " + command);
            assertEquals(0, process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The statuses of what the page sends to the service that was built. */
    private List<Integer> answers(String database) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dquarkus.http.port=0",
                        "-jar",
                        project.resolve("target/quarkus-app/quarkus-run.jar").toString())
                .redirectErrorStream(true);
        builder.environment().put("DATABASE_URL", database);
        Process service = builder.start();
        try (BufferedReader output = service.inputReader()) {
            URI address = address(output);
            var statuses = new ArrayList<Integer>();
            for (Matcher curl : curls()) {
                statuses.add(send(address.resolve(curl.group(1)), curl.group(2), curl.group(3)));
            }
            return statuses;
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    private static URI address(BufferedReader output) throws IOException {
        Pattern listening = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
        var said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher address = listening.matcher(line);
            if (address.find()) {
                return URI.create("http://localhost:" + address.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("it does not start: " + said);
    }

    private static List<Matcher> curls() throws IOException {
        return Files.readString(PAGE)
                .lines()
                .map(Pattern.compile("curl -i localhost:8080(\\S+) -H 'Idempotency-Key: (.*?)' .* -d '(.*)'")::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    private static int send(URI address, String key, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Idempotency-Key", key)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        return response.statusCode();
    }
}
