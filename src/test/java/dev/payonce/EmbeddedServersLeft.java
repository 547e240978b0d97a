package dev.payonce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds what development and tests need and nothing else may carry: the embedded servers, their programs and libraries, and Dev
 * UI with payonce's card.
 */
public final class EmbeddedServersLeft {

    private static final List<String> PARTS = List.of(
            "dev/payonce/embedded",
            "dev.payonce.BackingServers",
            "dev/payonce/devui",
            "quarkus-build-steps.list",
            "quarkus-devui",
            "quarkus-core-deployment",
            "io/zonky",
            "redis/embedded",
            "redis/clients/jedis",
            "redis-server",
            "postgres-linux",
            "postgres-darwin",
            "postgres-windows",
            "org/tukaani/xz",
            "org/apache/commons/compress",
            ".txz");

    private EmbeddedServersLeft() {}

    /** The files in a directory, and the entries of the jars in it, that are of them. */
    public static List<String> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(EmbeddedServersLeft::names)
                    .filter(name -> PARTS.stream().anyMatch(name::contains))
                    .toList();
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
}
