package dev.payonce;

import java.nio.file.Path;

/** The process that runs this test: several may run at the same time, and share no servers. */
public final class Fork {

    private static final String NAME = System.getProperty("fork", "fork-1");

    private Fork() {}

    /** A file or directory of this process alone, which a later run finds again. */
    public static Path path(String name) {
        return Path.of("target", NAME, name);
    }
}
