package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pipeline runs the two commands that the README tells people to run. */
class PipelineTest {

    @Test
    void thePipelineRunsTheCommandsThatPeopleAreToldToRun() throws Exception {
        String readme = Page.of("README.md").text();
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
}
