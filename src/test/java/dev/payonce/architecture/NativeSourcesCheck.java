package dev.payonce.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.EmbeddedServersLeft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * What Quarkus gives to a native compiler, held against what the bytecode says that the application needs: {@code ./mvnw
 * -Pnative-sources verify}. {@link ReflectionTest} asks the same of the annotations in every build; this asks what came of them.
 */
class NativeSourcesCheck {

    private static final Path SOURCES = Path.of("target", "native-sources");
    private static final String REFLECTION = "META-INF/native-image/reflect-config.json";

    @Test
    void whatIsHandedToJacksonIsRegisteredWithItsConstructorsFieldsAndMethods() throws Exception {
        Set<Class<?>> needed = new HashSet<>(ReflectionTest.handedToJackson());
        needed.addAll(ReflectionTest.signatures());
        Set<String> registered = registered();
        Set<String> missing = needed.stream()
                .filter(type -> !type.isInterface())
                .map(Class::getName)
                .filter(name -> !registered.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
        assertFalse(needed.isEmpty());
    }

    private static Set<String> registered() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(SOURCES)) {
            jars = files.filter(file -> file.toString().endsWith("-runner.jar")).toList();
        }
        assertEquals(1, jars.size(), jars::toString);
        try (ZipFile jar = new ZipFile(jars.get(0).toFile())) {
            JsonNode all = new ObjectMapper().readTree(jar.getInputStream(jar.getEntry(REFLECTION)));
            return all.findParents("name").stream()
                    .filter(type -> Stream.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")
                            .allMatch(part -> type.path(part).asBoolean()))
                    .map(type -> type.get("name").asText())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void theCompilerIsNotGivenTheEmbeddedServers() throws IOException {
        Collection<String> left = EmbeddedServersLeft.in(SOURCES);
        assertEquals(List.of(), left);
    }
}
