package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Fork;
import dev.payonce.Packaged;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.commons.io.FileUtils;

/**
 * The application as a next release might be: the packaged one, with the classes in {@code src/test/resources/next-release}
 * in place of its own.
 *
 * @param jar what it is started with
 */
record NextRelease(Path jar) {

    private static final Path SOURCES = Path.of("src", "test", "resources", "next-release");

    static NextRelease build() throws IOException {
        Path directory = Fork.path("next-release");
        FileUtils.deleteDirectory(directory.toFile());
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path application = directory.resolve("quarkus-app");
        FileUtils.copyDirectory(Packaged.APPLICATION.toFile(), application.toFile());

        List<Path> jars;
        try (Stream<Path> files = Files.walk(application)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        compile(classes, jars);
        Path own = jars.stream()
                .filter(file -> file.getParent().endsWith("app"))
                .findFirst()
                .orElseThrow();
        replace(own, classes);
        return new NextRelease(application.resolve("quarkus-run.jar"));
    }

    private static void compile(Path classes, List<Path> jars) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    jars.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator"))),
                    "-parameters",
                    "-proc:none");
            boolean compiled = compiler.getTask(
                            said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertTrue(compiled, said::toString);
        }
    }

    private static void replace(Path jar, Path classes) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path replaced = archive.getPath(
                        "/" + classes.relativize(file).toString().replace('\\', '/'));
                Files.copy(file, replaced, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
