package dev.payonce.idempotency;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which keys this process saw decided lately: a hint that spares a retry the attempt to claim. Nothing depends on it. A
 * key that is missing here is met where its claim fails, and one that is here by mistake costs a read that finds nothing.
 */
@Singleton
class LatelyDecided {

    /** Half a megabyte, and some seconds of a busy process: most retries come sooner. A power of two. */
    private static final int SLOTS = 1 << 16;

    private final AtomicLongArray digests = new AtomicLongArray(SLOTS);

    void add(Intent intent) {
        long digest = digest(intent);
        digests.setOpaque(slot(digest), digest);
    }

    boolean perhaps(Intent intent) {
        long digest = digest(intent);
        return digests.getOpaque(slot(digest)) == digest;
    }

    /** As after a restart. */
    void forget() {
        for (int slot = 0; slot < SLOTS; slot++) {
            digests.setOpaque(slot, 0);
        }
    }

    private static int slot(long digest) {
        return (int) (digest >>> 48);
    }

    private static long digest(Intent intent) {
        long digest = intent.merchant().hashCode();
        for (int i = 0; i < intent.key().length(); i++) {
            digest = (digest + intent.key().charAt(i))
                    * 0x9E37_79B9_7F4A_7C15L; // Knuth's multiplier, by the golden ratio
            digest ^= digest >>> 32;
        }
        return digest == 0 ? 1 : digest; // 0 is an empty slot
    }
}
