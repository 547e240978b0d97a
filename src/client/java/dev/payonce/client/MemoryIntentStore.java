package dev.payonce.client;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys that last as long as the process. */
public final class MemoryIntentStore implements IntentStore {
    private final Map<String, String> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<String> read(String id) {
        return Optional.ofNullable(kept.get(id));
    }

    @Override
    public boolean replace(String id, Optional<String> expected, String text) {
        return expected.map(old -> kept.replace(id, old, text)).orElseGet(() -> kept.putIfAbsent(id, text) == null);
    }

    @Override
    public void remove(String id) {
        kept.remove(id);
    }
}
