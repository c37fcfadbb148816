package io.headroom.recommender.output;

import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.ScalingOverview.Floor;
import io.headroom.recommender.ScalingOverview.Replays;
import io.headroom.recommender.ScalingOverview.Run;
import io.headroom.recommender.ScalingOverview.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line a workload: how its autoscaler should be set, and what that came to beside what there
 * is, on days that the search did not know where there are such. What there is is the autoscaler as
 * it is, and of a workload that has none, or one that scales nothing, as many replicas as were
 * Ready; what these left unserved shows nowhere. Of those that should not be scaled by their load,
 * or of which nothing is said, why.
 */
public final class ScalingTable {
    private static final List<String> HEADING =
            List.of(
                    "NAMESPACE",
                    "WORKLOAD",
                    "AUTOSCALER",
                    "WHY",
                    "MIN",
                    "MAX",
                    "CPU",
                    "REPLICAS NOW",
                    "ADVISED",
                    "UNSERVED NOW",
                    "ADVISED");
    private static final int WORDS = 4;
    private static final String NONE = "-";

    private ScalingTable() {}

    public static String of(Collection<ScalingOverview> all) {
        if (all.isEmpty()) {
            return "nothing is said of the scaling of any workload yet: it is a minute or two after"
                    + " the first recommendations, and for workloads whose pods an autoscaler can"
                    + " add to\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADING);
        all.forEach(each -> rows.add(row(each)));
        return Columns.aligned(rows, WORDS);
    }

    /** One workload, with the sentence. */
    public static String of(ScalingOverview one) {
        return of(List.of(one)) + "\n" + one.message() + "\n";
    }

    private static List<String> row(ScalingOverview one) {
        Settings settings = one.settings();
        Replays replays = one.heldOut() == null ? one.replay() : one.heldOut().replay();
        String autoscaler = one.autoscaler();
        List<String> row = new ArrayList<>();
        row.add(one.workload().namespace());
        row.add(one.workload().kind().toLowerCase(Locale.ROOT) + "/" + one.workload().name());
        row.add(autoscaler == null ? NONE : autoscaler);
        row.add(one.code());
        row.add(settings == null ? NONE : min(settings, one.floor()));
        row.add(settings == null ? NONE : Integer.toString(settings.maxReplicas()));
        row.add(settings == null ? NONE : settings.targetCpuUtilizationPercent() + "%");
        Run now = replays == null || replays.asItIsInactive() != null ? null : replays.asItIs();
        Run advised = replays == null ? null : replays.advised();
        Double ran = replays == null ? null : replays.ranReplicas();
        row.add(replicas(now == null ? ran : mean(now)));
        row.add(replicas(mean(advised)));
        row.add(unserved(now));
        row.add(unserved(advised));
        return row;
    }

    /** From the least of the day to the most, where it should follow the time of the day. */
    private static String min(Settings settings, @Nullable Floor floor) {
        int most =
                floor == null
                        ? settings.minReplicas()
                        : floor.steps().stream()
                                .mapToInt(ScalingOverview.Step::minReplicas)
                                .max()
                                .orElse(settings.minReplicas());
        return most > settings.minReplicas()
                ? settings.minReplicas() + "-" + most
                : Integer.toString(settings.minReplicas());
    }

    private static @Nullable Double mean(@Nullable Run run) {
        return run == null || run.days() == 0 ? null : run.replicaHours() / (24 * run.days());
    }

    private static String replicas(@Nullable Double mean) {
        return mean == null ? NONE : String.format(Locale.ROOT, "%.1f", mean);
    }

    private static String unserved(@Nullable Run run) {
        return run == null ? NONE : String.format(Locale.ROOT, "%.2f%%", 100 * run.unservedRatio());
    }
}
