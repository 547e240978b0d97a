package dev.payonce.benchmark;

import java.util.List;
import java.util.Locale;

/** The ratios as bars, each with its own scale: what is reached for is always at the same place. */
final class Drawing {

    private static final int WIDTH = 860;
    private static final int LEFT = 400;
    private static final int REACH = 700;
    private static final int LINE = 40;
    private static final int TOP = 44;

    private Drawing() {}

    static String of(List<Result> all) {
        List<Result> drawn = all.stream()
                .filter(result -> result.ratio() != null && result.row().reach() != null)
                .toList();
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui, sans-serif" font-size="13">
                <title>payonce: measured ratios, with the bar and what was reached for</title>
                <style>
                  text { fill: #24292f } .low { fill: #6e7781 } .good { fill: #2da44e } .fair { fill: #bf8700 } .miss { fill: #cf222e }
                  .mark { stroke: #24292f; stroke-width: 2 } .reach { stroke-dasharray: 3 3 } .spread { stroke: #24292f; stroke-width: 1 }
                  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .low { fill: #8d96a0 } .mark, .spread { stroke: #e6edf3 } }
                </style>
                <text x="%d" y="22" class="low">| the bar</text><text x="%d" y="22" class="low">&#x254E; reach for</text>
                """.formatted(WIDTH, TOP + LINE * drawn.size() + 8, LEFT, LEFT + 90));
        for (int i = 0; i < drawn.size(); i++) {
            svg.append(bar(drawn.get(i), TOP + i * LINE));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Result result, int y) {
        Row row = result.row();
        boolean lessIsBetter = row.lessIsBetter();
        double full = Math.max(row.bar(), row.reach());
        double value = result.ratio();
        String verdict = good(value, row.reach(), lessIsBetter)
                ? "good"
                : good(value, row.bar(), lessIsBetter) ? "fair" : "miss";
        double least = result.ratios().stream().min(Double::compare).orElseThrow();
        double most = result.ratios().stream().max(Double::compare).orElseThrow();
        return String.format(
                Locale.ROOT,
                """
                <text x="0" y="%d">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="18" class="%s"/>
                <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" class="spread"/>
                <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" class="mark"/>
                <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" class="mark reach"/>
                <text x="%d" y="%d">%.2f</text>
                """,
                y + 14,
                row.id() + (lessIsBetter ? " (less is better)" : ""),
                LEFT,
                y,
                x(value, full) - LEFT,
                verdict,
                x(least, full),
                x(most, full),
                y + 9,
                y + 9,
                x(row.bar(), full),
                x(row.bar(), full),
                y - 4,
                y + 22,
                x(row.reach(), full),
                x(row.reach(), full),
                y - 4,
                y + 22,
                WIDTH - 50,
                y + 14,
                value);
    }

    private static boolean good(double value, double wished, boolean lessIsBetter) {
        return lessIsBetter ? value <= wished : value >= wished;
    }

    private static double x(double value, double full) {
        return Math.min(WIDTH - 60.0, LEFT + (REACH - LEFT) * value / full);
    }
}
