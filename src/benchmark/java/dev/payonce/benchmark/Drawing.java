package dev.payonce.benchmark;

import java.util.List;
import java.util.Locale;

/** The ratios as bars, each with its own scale: what is reached for is always at the same place. */
final class Drawing {

    private static final int WIDTH = 720;
    private static final int REACH = 520;
    private static final int MOST = 660;
    private static final int TOP = 34;
    private static final int LINE = 58;

    private Drawing() {}

    static String of(List<Result> all) {
        List<Result> drawn = all.stream()
                .filter(result -> result.ratio() != null && result.row().reach() != null)
                .toList();
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui, sans-serif" font-size="13">
                <title>Measured ratios, each with the bar it has to reach and what was reached for</title>
                <style>
                  text { fill: #24292f } .key { fill: #57606a } .good { fill: #2da44e } .fair { fill: #bf8700 } .miss { fill: #cf222e }
                  .mark, .spread { stroke: #24292f } .mark { stroke-width: 2 } .reach { stroke-dasharray: 3 3 }
                  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .key { fill: #8d96a0 } .mark, .spread { stroke: #e6edf3 } }
                </style>
                <line x1="2" x2="2" y1="4" y2="20" class="mark"/><text x="10" y="17" class="key">has to be reached</text>
                <line x1="142" x2="142" y1="4" y2="20" class="mark reach"/><text x="150" y="17" class="key">reached for</text>
                <line x1="240" x2="270" y1="12" y2="12" class="spread"/><text x="278" y="17" class="key">from the least to the most of the pairs</text>
                """.formatted(WIDTH, TOP + LINE * drawn.size()));
        for (int i = 0; i < drawn.size(); i++) {
            svg.append(bar(drawn.get(i), TOP + i * LINE));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Result result, int top) {
        Row row = result.row();
        int y = top + 22;
        return text(0, top + 14, row.title().replace("`", "") + (row.lessIsBetter() ? " (less is better)" : ""))
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"0\" y=\"%d\" width=\"%.1f\" height=\"18\" class=\"%s\"/>%n",
                        y,
                        x(row, result.ratio()),
                        verdict(row, result.ratio()))
                + line("spread", x(row, least(result)), x(row, most(result)), y + 9, y + 9)
                + line("mark", x(row, row.bar()), x(row, row.bar()), y - 3, y + 21)
                + line("mark reach", x(row, row.reach()), x(row, row.reach()), y - 3, y + 21)
                + text(MOST + 10, y + 14, String.format(Locale.ROOT, "%.2f", result.ratio()));
    }

    private static String text(int x, int y, String text) {
        return "<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, text);
    }

    private static String line(String kind, double x1, double x2, int y1, int y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"%s\"/>%n",
                x1,
                x2,
                y1,
                y2,
                kind);
    }

    private static double least(Result result) {
        return result.ratios().stream().min(Double::compare).orElseThrow();
    }

    private static double most(Result result) {
        return result.ratios().stream().max(Double::compare).orElseThrow();
    }

    private static String verdict(Row row, double ratio) {
        return reaches(row, ratio, row.reach()) ? "good" : reaches(row, ratio, row.bar()) ? "fair" : "miss";
    }

    private static boolean reaches(Row row, double ratio, double wished) {
        return row.lessIsBetter() ? ratio <= wished : ratio >= wished;
    }

    /** The larger of bar and reach is at the same place in every line. */
    private static double x(Row row, double ratio) {
        return Math.min(MOST, REACH * ratio / Math.max(row.bar(), row.reach()));
    }
}
