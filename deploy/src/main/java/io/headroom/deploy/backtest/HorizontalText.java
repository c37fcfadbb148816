package io.headroom.deploy.backtest;

import io.headroom.recommender.scale.backtest.HorizontalScore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The report on autoscalers for people, in columns. */
public final class HorizontalText {
    private static final List<String> NAMES =
            List.of(
                    HorizontalScore.ADVISED,
                    HorizontalScore.WITHOUT_FLOORS,
                    "hpa50",
                    "hpa60",
                    "hpa70",
                    "hpa80");
    private static final String CELL = "%16s";

    private HorizontalText() {}

    public static String format(HorizontalRun.Result result) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-28s", ""));
        NAMES.forEach(name -> text.append(String.format(Locale.ROOT, CELL, name)));
        text.append("   floor\n");
        for (HorizontalScore score : result.series()) {
            text.append(String.format(Locale.ROOT, "%-28.28s", score.series()));
            for (String name : NAMES) {
                text.append(cell(score.replicasVsOracle(name), 100 * score.unservedRatio(name)));
            }
            text.append(floor(score)).append('\n');
        }
        line(text, "mean", result.series(), HorizontalText::mean);
        line(text, "median", result.series(), HorizontalText::median);
        text.append(
                """
                replica-hours over those that serve each window at 60 %, as one who knows it would; percent of the
                demand that was not served. floor: how many of the advices have a schedule of minReplicas, and
                what the last one says of it; no floors: what is advised to those who set no schedule.
                """);
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d series replayed; left out: %d too short, too coarse or without demand;"
                                + " %d problems in the files%n",
                        result.series().size(),
                        result.left(),
                        result.problems().size()));
        return text.toString();
    }

    private static String floor(HorizontalScore score) {
        return score.advised().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "   %d of %d, %s",
                        score.floors(),
                        score.advised().size(),
                        score.advised().getLast().advice().floorReason().label());
    }

    /** One number for many. */
    @FunctionalInterface
    private interface Summary {
        double of(double[] values);
    }

    private static void line(
            StringBuilder text, String what, List<HorizontalScore> series, Summary summary) {
        text.append(String.format(Locale.ROOT, "%-28s", what));
        for (String name : NAMES) {
            text.append(
                    cell(
                            of(series, summary, score -> score.replicasVsOracle(name)),
                            100 * of(series, summary, score -> score.unservedRatio(name))));
        }
        text.append('\n');
    }

    private static double of(
            List<HorizontalScore> series, Summary summary, ToDoubleFunction<HorizontalScore> what) {
        return summary.of(series.stream().mapToDouble(what).toArray());
    }

    private static String cell(double replicas, double unserved) {
        return String.format(
                Locale.ROOT, CELL, String.format(Locale.ROOT, "%.3f/%.3f%%", replicas, unserved));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
