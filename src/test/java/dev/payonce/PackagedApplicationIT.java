package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code ./mvnw package} made, seen from outside. */
class PackagedApplicationIT {

    @Test
    void withoutADatabaseItSaysSoInOneLineAndExitsWith1() throws Exception {
        String line = refusalToStart(Map.of());
        assertTrue(line.startsWith("payonce: DATABASE_URL is not set."), line);
    }

    @Test
    void aSettingThatIsNoneIsToldInOneLineAndExitsWith1() throws Exception {
        assertEquals(
                "payonce: unknown in the environment: PAYONCE_LEESE (is PAYONCE_LEASE meant?).",
                refusalToStart(Map.of("PAYONCE_LEESE", "PT30S")));
    }

    private static String refusalToStart(Map<String, String> environment) throws Exception {
        File errors = Path.of("target", "refusal-to-start.txt").toFile();
        Process process = Packaged.built()
                .process(List.of(), environment)
                .redirectError(errors)
                .start();

        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        List<String> lines = Files.readAllLines(errors.toPath());
        assertEquals(1, lines.size(), lines::toString);
        return lines.get(0);
    }

    @Test
    void itCarriesNothingOfTheEmbeddedServers() throws IOException {
        assertEquals(List.of(), EmbeddedServersLeft.in(Packaged.built().contents()));
    }
}
