package dev.payonce.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What came of a load: how many answers of which status, how fast, and one text of each status for people. */
final class Outcome {

    private static final long HIGHEST = 120_000_000_000L;

    private final Map<Integer, Histogram> latencies = new TreeMap<>();
    private final Map<Integer, String> samples = new TreeMap<>();
    private long withoutRetryAfter;
    private long nanos;
    private long unanswered;
    private long unsent;

    void answered(AnswerBuffer answer, long latency) {
        int status = answer.status();
        Histogram histogram = latencies.get(status);
        if (histogram == null) {
            histogram = new Histogram(HIGHEST, 3);
            latencies.put(status, histogram);
            samples.put(status, answer.text());
        }
        histogram.recordValue(Math.min(latency, HIGHEST));
        if (status == 503 && !answer.saysWhenToRetry()) {
            withoutRetryAfter++;
        }
    }

    void ended(long duration, long stillRunning, long neverSent) {
        nanos = duration;
        unanswered = stillRunning;
        unsent = Math.max(0, neverSent);
    }

    long count(int status) {
        Histogram histogram = latencies.get(status);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    long answered() {
        return latencies.values().stream().mapToLong(Histogram::getTotalCount).sum();
    }

    Map<Integer, String> samples() {
        return samples;
    }

    double seconds() {
        return nanos / 1e9;
    }

    double perSecond(int status) {
        return count(status) / seconds();
    }

    long unanswered() {
        return unanswered;
    }

    /** Requests of an open load that were due and never sent, since no connection was free. */
    long unsent() {
        return unsent;
    }

    long withoutRetryAfter() {
        return withoutRetryAfter;
    }

    /** Of all answers, in milliseconds. */
    double percentile(double percentile) {
        var all = new Histogram(HIGHEST, 3);
        latencies.values().forEach(all::add);
        return all.getValueAtPercentile(percentile) / 1e6;
    }

    /** Of the answers with that status, in milliseconds. */
    double percentile(int status, double percentile) {
        Histogram histogram = latencies.get(status);
        return histogram == null ? 0 : histogram.getValueAtPercentile(percentile) / 1e6;
    }

    /** That all are answered, and all like that. */
    Outcome expectAll(int... statuses) {
        long expected = 0;
        for (int status : statuses) {
            expected += count(status);
        }
        if (expected != answered() || unanswered > 0) {
            throw new AssertionError(
                    answered() - expected + " unexpected answers, " + unanswered + " unanswered: " + samples);
        }
        return this;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        latencies.forEach((status, histogram) -> text.append(status)
                .append(": ")
                .append(histogram.getTotalCount())
                .append(", p50 %.1f ms, p99 %.1f ms, max %.1f ms; "
                        .formatted(
                                histogram.getValueAtPercentile(50) / 1e6,
                                histogram.getValueAtPercentile(99) / 1e6,
                                histogram.getMaxValue() / 1e6)));
        return text + "unanswered " + unanswered + ", unsent " + unsent;
    }
}
