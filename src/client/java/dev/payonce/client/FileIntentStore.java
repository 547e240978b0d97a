package dev.payonce.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keys that outlive the process and the machine's crash: a file an intent, forced to the disk before it counts. Several
 * processes may share the directory.
 */
public final class FileIntentStore implements IntentStore {
    /** File locks are the process's: among threads this one decides. */
    private static final Object THREADS = new Object();

    private final Path directory;

    public FileIntentStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> read(String id) {
        try {
            return Optional.of(Files.readString(file(id)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean replace(String id, Optional<String> expected, String text) {
        return alone(() -> {
            if (!read(id).equals(expected)) {
                return false;
            }
            write(id, text);
            return true;
        });
    }

    @Override
    public void remove(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String id) {
        return directory.resolve(id + ".json");
    }

    private boolean alone(Supplier<Boolean> work) {
        synchronized (THREADS) {
            Path lockFile = directory.resolve(".lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() && work.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whole or not at all: a temporary file is forced, then renamed, and the rename forced with the directory. */
    private void write(String id, String text) {
        Path temporary = directory.resolve(id + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
