package dev.payonce.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a row came to.
 *
 * @param ratio the median of the pairs' ratios; null where the row has none
 * @param ratios of the pairs
 * @param figures what else is to be told, by name
 * @param runs all measurements behind it
 * @param notMeasured why there is nothing, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Result(
        Row row, Double ratio, List<Double> ratios, Map<String, String> figures, List<Run> runs, String notMeasured) {

    static Result ofPairs(Row row, List<Double> ratios, List<Run> runs) {
        List<Double> sorted = ratios.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Result(row, median, ratios, new LinkedHashMap<>(), runs, null);
    }

    Result with(String name, String figure) {
        var more = new LinkedHashMap<>(figures);
        more.put(name, figure);
        return new Result(row, ratio, ratios, more, runs, notMeasured);
    }

    /** Who was measured, in the order of the comparison. */
    List<String> contestants() {
        return runs.stream().map(Run::contestant).distinct().toList();
    }

    /** The median of a figure over a contestant's runs. */
    double median(String contestant, ToDoubleFunction<Run> figure) {
        return median(runs.stream()
                .filter(run -> run.contestant().equals(contestant))
                .map(run -> figure.applyAsDouble(run))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static Result stated(Row row, Map<String, String> figures) {
        return new Result(row, null, List.of(), figures, List.of(), null);
    }

    /** One ratio, and what else is to be told. */
    static Result of(Row row, double ratio, Map<String, String> figures) {
        return new Result(row, ratio, List.of(ratio), figures, List.of(), null);
    }

    static Result notMeasured(Row row, String why) {
        return new Result(row, null, List.of(), Map.of(), List.of(), why);
    }
}
