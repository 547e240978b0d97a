package dev.payonce.benchmark;

/**
 * A line of the table.
 *
 * @param id for {@code -Dbenchmark.only}
 * @param title what is compared with what
 * @param bar what has to be reached, or null where a figure is only stated
 * @param reach what would be better still, or null
 */
record Row(String id, String title, Double bar, Double reach) {

    /** As with latencies: then the bar is the larger of the two. */
    boolean lessIsBetter() {
        return bar != null && reach != null && bar > reach;
    }
}
