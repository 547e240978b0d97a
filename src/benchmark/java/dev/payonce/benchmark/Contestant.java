package dev.payonce.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One way to do some work.
 *
 * @param lab where
 * @param name for people
 * @param seed makes the rows that are there before each measurement
 * @param owed what one request leaves behind for good, in the terms of {@link Stock#counts}
 * @param work does it for so many seconds, and tells how much was done
 */
record Contestant(Lab lab, String name, Runnable seed, Map<String, Long> owed, IntFunction<Done> work) {

    /**
     * What was done.
     *
     * @param executed requests that were executed, each of them durably
     * @param perSecond answers, as the load generator counts
     * @param p99 in milliseconds; from when a request was due, where the load has a schedule
     */
    record Done(long executed, long answered, double perSecond, double p99) {

        /** A load of which every answer has this status. */
        static Done of(Outcome outcome, int status) {
            long answered = outcome.expectAll(status).answered();
            return new Done(answered, answered, outcome.perSecond(status), outcome.percentile(status, 99));
        }
    }

    /** The work of the settings' clients, each of which asks again as soon as it is answered, always with this status. */
    static IntFunction<Done> closed(Lab lab, Load.Source source, int status) {
        int clients = lab.settings().clients();
        return seconds -> Done.of(lab.load().closed(clients, Duration.ofSeconds(seconds), source), status);
    }

    /** The same contestant, which leaves something else behind. */
    Contestant owing(Map<String, Long> other) {
        return new Contestant(lab, name, seed, other, work);
    }
}
