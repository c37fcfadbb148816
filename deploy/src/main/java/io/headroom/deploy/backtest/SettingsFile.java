package io.headroom.deploy.backtest;

import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.backtest.HorizontalScore;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was advised for autoscalers, a row for each origin, in unix seconds. */
public final class SettingsFile {
    private static final String HEADER =
            "set,series,origin,min_replicas,max_replicas,target_cpu_utilization_percent,"
                    + "scale_up_stabilization_seconds,scale_down_stabilization_seconds,"
                    + "floor_schedule_json\n";

    private SettingsFile() {}

    public static void write(Path file, List<HorizontalScore> series) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            write(out, series);
        }
    }

    static void write(Writer out, List<HorizontalScore> series) throws IOException {
        out.write(HEADER);
        for (HorizontalScore score : series) {
            for (HorizontalScore.Advised advised : score.advised()) {
                out.write(row(score, advised));
            }
        }
    }

    private static String row(HorizontalScore score, HorizontalScore.Advised advised) {
        ScalingAdvice advice = advised.advice();
        HpaSpec spec = advice.spec();
        return CsvRow.of(
                score.set(),
                score.series(),
                Long.toString(advised.origin().getEpochSecond()),
                Integer.toString(spec.minReplicas()),
                Integer.toString(spec.maxReplicas()),
                target(spec),
                window(spec, Behavior::scaleUp),
                window(spec, Behavior::scaleDown),
                schedule(advice.floor()));
    }

    private static String target(HpaSpec spec) {
        return spec.metrics().stream()
                .map(HpaMetric::target)
                .map(target -> target instanceof Utilization(int percent) ? percent : 0)
                .filter(percent -> percent > 0)
                .findFirst()
                .map(percent -> Integer.toString(percent))
                .orElse("");
    }

    /** One of the directions. */
    @FunctionalInterface
    private interface Direction {
        ScalingRules of(Behavior behavior);
    }

    private static String window(HpaSpec spec, Direction direction) {
        Behavior behavior = spec.behavior();
        Duration window = behavior == null ? null : direction.of(behavior).stabilizationWindow();
        return window == null ? "" : Long.toString(window.toSeconds());
    }

    private static String schedule(@Nullable FloorSchedule floor) {
        if (floor == null) {
            return "";
        }
        String slots = floor.slots().stream().map(String::valueOf).collect(Collectors.joining(","));
        return "{\"period_seconds\":%d,\"slots\":[%s]}".formatted(floor.periodSeconds(), slots);
    }
}
