package dev.payonce.client;

import java.util.Optional;

/**
 * Where the keys of undecided intents outlive a crash. A change takes place only if what stands is what the caller read,
 * so that two threads or processes with one intent agree on its key.
 */
public interface IntentStore {

    Optional<String> read(String id);

    /** Puts the text where {@code expected} stands, or nothing where that is empty; false if something else stands. */
    boolean replace(String id, Optional<String> expected, String text);

    /** Removes what stands. */
    void remove(String id);
}
