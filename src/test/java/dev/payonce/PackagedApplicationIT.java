package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What {@code ./mvnw package} made, seen from outside. */
class PackagedApplicationIT {

    private static final Path APPLICATION = Path.of("target", "quarkus-app");

    @Test
    void withoutADatabaseItSaysSoInOneLineAndExitsWith1() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                APPLICATION.resolve("quarkus-run.jar").toString());
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "REDIS_URL", "JAVA_TOOL_OPTIONS"));
        File errors = Path.of("target", "no-database-errors.txt").toFile();
        Process process = builder.redirectError(errors).start();

        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        List<String> lines = Files.readAllLines(errors.toPath());
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("payonce: DATABASE_URL is not set."), lines::toString);
    }

    @Test
    void itCarriesNothingOfTheEmbeddedServers() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .flatMap(PackagedApplicationIT::names)
                    .filter(PackagedApplicationIT::isOfEmbeddedServers)
                    .toList();
            assertEquals(List.of(), found);
        }
    }

    /** A file's own path, and what is in it if it is a jar. */
    private static Stream<String> names(Path file) {
        if (!file.toString().endsWith(".jar")) {
            return Stream.of(file.toString());
        }
        try (ZipFile jar = new ZipFile(file.toFile())) {
            List<String> entries = jar.stream()
                    .map(ZipEntry::getName)
                    .map(entry -> file + "!" + entry)
                    .toList();
            return Stream.concat(Stream.of(file.toString()), entries.stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfEmbeddedServers(String name) {
        return Stream.of(
                        "dev/payonce/embedded",
                        "dev.payonce.BackingServers",
                        "io/zonky",
                        "redis/embedded",
                        "redis/clients/jedis",
                        "redis-server",
                        "postgres-linux",
                        "postgres-darwin",
                        "postgres-windows",
                        "org/tukaani/xz",
                        "org/apache/commons/compress",
                        ".txz")
                .anyMatch(name::contains);
    }
}
