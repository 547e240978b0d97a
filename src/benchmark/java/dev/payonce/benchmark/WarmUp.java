package dev.payonce.benchmark;

import java.util.function.IntFunction;

/**
 * Lets the server's compiler come to its end before anything is measured. On two cores under full load it needs a minute
 * and more, and until then a request costs several times what it costs for the rest of the day.
 */
final class WarmUp {

    private static final int ROUND_SECONDS = 5;
    private static final int MOST_ROUNDS = 8;

    /** Rounds in a row that were no cheaper than the cheapest one before. */
    private static final int STEADY = 3;

    /** A round is cheaper if it saves more than chance does. */
    private static final double CHEAPER = 0.97;

    /** Milliseconds for each request, below which the server has no part in the work: pgbench's, for one. */
    private static final double NONE = 0.03;

    private WarmUp() {}

    /** Works at least as long as the settings say and, in the full form, until a request takes no less of the server's time. */
    static void run(Lab lab, IntFunction<Contestant.Done> work) {
        work.apply(lab.settings().warmUpSeconds());
        if (!lab.settings().full()) {
            return;
        }
        double least = Double.MAX_VALUE;
        int steady = 0;
        for (int round = 0; round < MOST_ROUNDS && steady < STEADY; round++) {
            double before = lab.server().proc().cpuMillis();
            long answered = work.apply(ROUND_SECONDS).answered();
            double each = (lab.server().proc().cpuMillis() - before) / answered;
            if (each < NONE) {
                return;
            }
            steady = each < least * CHEAPER ? 0 : steady + 1;
            least = Math.min(least, each);
        }
    }
}
