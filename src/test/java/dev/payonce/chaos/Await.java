package dev.payonce.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks again and again until something is so, for a bounded time. For what no event tells of: other processes' states. */
public final class Await {

    private static final Duration GLANCE = Duration.ofMillis(25);

    private Await() {}

    /** Returns once the condition holds; a look that throws counts as "not yet". */
    public static void until(Supplier<String> what, Duration bound, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception notYet) {
                last = notYet;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + bound + ": " + what.get(), last);
            }
            pause(GLANCE);
        }
    }

    public static void until(String what, Duration bound, Callable<Boolean> condition) {
        until(() -> what, bound, condition);
    }

    /** Lets time pass: where time itself is the event, such as a lease that is to run out. */
    public static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
        }
    }
}
