package dev.payonce.webhook;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page about events shows commands, and they do what it says. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class EventsPageTest {

    private static final Path PAGE = Path.of("docs", "events.md");
    private static final Pattern SH = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    @TestHTTPResource
    URL application;

    @AfterEach
    void forget() {
        given().header("Authorization", "Bearer sk_dev_acme").delete("/v1/webhook-endpoints/shop");
        given().delete("/simulator/receiver");
    }

    @Test
    void itsCommandsPlaceAnOrderAndShowAnEventThatCameTwiceAndWasTakenOnce() throws Exception {
        String commands = SH.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\necho\n", "set -eu\n", ""));
        Path output = Path.of("target", "events-page.txt");
        Process shell = new ProcessBuilder("sh", "-c", commands.replace("localhost:8080", application.getAuthority()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS), "the page's commands took too long");
        String printed = Files.readString(output);
        assertEquals(0, shell.exitValue(), printed);
        assertTrue(printed.contains("\"type\":\"order.created\""), printed);
        assertTrue(
                Pattern.compile("\"received\":[2-9]\\d*,\"verified\":true,\"taken\":1,")
                        .matcher(printed)
                        .find(),
                printed);
    }
}
