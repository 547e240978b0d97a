package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client's own jar, used as somebody else would: with Jackson, and nothing else. */
class ClientJarIT {

    private static final Path JAR = Path.of("target", "payonce-client.jar");
    private static final Path PAGE = Path.of("docs", "clients.md");

    @Test
    void itHasTheClientAndNothingElse() throws IOException {
        Path sources = Path.of("src", "client", "java");
        try (Stream<Path> files = Files.walk(sources);
                JarFile jar = new JarFile(JAR.toFile())) {
            List<String> ours = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).toString().replace(File.separatorChar, '/'))
                    .map(file -> file.replace(".java", ".class"))
                    .sorted()
                    .toList();
            List<String> packed = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .sorted()
                    .toList();
            assertEquals(ours, packed);
        }
    }

    @Test
    void theProgramOfItsPagePaysWithJacksonAndNothingElse(@TempDir Path directory) throws Exception {
        var server = new ScriptedServer();
        try {
            Matcher program =
                    Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
            assertTrue(program.find());
            Path source = directory.resolve("Pay.java");
            Files.writeString(
                    source,
                    program.group(1)
                            .replace("http://localhost:8080", server.start().toString()));
            Path output = directory.resolve("output.txt");
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            JAR + File.pathSeparator + jackson(),
                            source.toString(),
                            "0199a0b1-7c00-7000-8000-000000000001")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertTrue(java.waitFor(1, TimeUnit.MINUTES));
            assertEquals("201 SUCCEEDED", Files.readString(output).strip());
            assertEquals(1, server.effects().size());
        } finally {
            server.stop();
        }
    }

    private static String jackson() {
        return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(jar -> jar.matches(".*jackson-(core|databind|annotations)-[^/\\\\]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
