package dev.payonce.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the pages that people read: those of the root and of {@code docs}. */
record Page(Path path, String text) {

    private static final Pattern BLOCK = Pattern.compile(
            "(?:^<!-- (?<marker>[^>]*) -->\\n)?^```(?<language>\\w*)\\n(?<content>.*?)^```\\n(?:\\n```text\\n(?<output>.*?)```\\n)?",
            Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * A fenced block.
     *
     * @param marker the comment in the line above, or empty
     * @param output what the text block below it shows, or null
     */
    record Block(String marker, String language, String content, String output) {}

    static Page of(String first, String... more) {
        Path path = Path.of(first, more);
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Page> all() {
        try (Stream<Path> root = Files.list(Path.of(""));
                Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(root, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(path -> of(path.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(
                        block.group(1) == null ? "" : block.group(1), block.group(2), block.group(3), block.group(4)))
                .toList();
    }

    /** Those that {@link ExecutedPagesTest} runs, one after the other in one shell. */
    List<Block> executed() {
        return blocks().stream()
                .filter(block -> block.marker().equals("executed"))
                .toList();
    }

    /** Where a link of this page leads. */
    Path resolve(String target) {
        return path.resolveSibling(target).normalize();
    }
}
