package io.headroom.recommender.output;

import io.headroom.recommender.ScalingOverview.Pod;
import io.headroom.recommender.ScalingOverview.Run;
import io.headroom.recommender.ScalingTrial;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The same days with an autoscaler that somebody tries, and beside it with the one that there is
 * and with a number of replicas that stays, a line each. Of the days as they really were nothing is
 * known but how many replicas ran.
 */
public final class TrialTable {
    private static final String NONE = "-";

    private TrialTable() {}

    /** The lines, and a sentence on what they are of. */
    public static String of(ScalingTrial.Replayed trial) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "",
                        "REPLICAS",
                        "UNSERVED",
                        "AT MAX",
                        "MOVES",
                        "FLAPS",
                        "MOST",
                        "CORE-HOURS",
                        "COST " + trial.currency()));
        rows.add(row("tried", trial.tried()));
        if (trial.asItIs() != null) {
            rows.add(row("as it is", trial.asItIs()));
        }
        rows.add(row("always " + trial.noneReplicas(), trial.none()));
        if (trial.ranReplicas() != null) {
            rows.add(
                    List.of(
                            "as it ran",
                            number(trial.ranReplicas(), 1),
                            NONE,
                            NONE,
                            NONE,
                            NONE,
                            NONE,
                            NONE,
                            NONE));
        }
        return Columns.aligned(rows, 1) + "\n" + sentence(trial) + "\n";
    }

    private static List<String> row(String name, Run run) {
        return List.of(
                name,
                run.days() == 0 ? NONE : number(run.replicaHours() / (24 * run.days()), 1),
                number(100 * run.unservedRatio(), 2) + "%",
                number(run.minutesAtMax(), 0) + " min",
                Integer.toString(run.events()),
                Integer.toString(run.flaps()),
                Integer.toString(run.peakReplicas()),
                number(run.requestedCoreHours(), 1),
                number(run.cost(), 2));
    }

    private static String sentence(ScalingTrial.Replayed trial) {
        Pod pod = trial.pod();
        return String.format(
                Locale.ROOT,
                "%s on the %.1f days up to %s, with %d to %d replicas%s; a pod %s%s %dm of CPU and is Ready after %d s%s",
                trial.workload().key(),
                trial.tried().days(),
                trial.asOf().truncatedTo(ChronoUnit.SECONDS),
                trial.minReplicas(),
                trial.maxReplicas(),
                trial.maxHeldBy() == null ? "" : " (its quota lets in no more)",
                pod.requestMillicores() == null
                        ? ""
                        : "requests %dm, ".formatted(pod.requestMillicores()),
                pod.limited() ? "serves" : "has no limit, is only known to serve",
                pod.capacityMillicores(),
                pod.readySeconds(),
                trial.triedWithout().isEmpty()
                        ? ""
                        : "; it was tried without %s, which asks for hardly more replicas than CPU on these days even with the most of any pod"
                                .formatted(String.join(" and ", trial.triedWithout())));
    }

    private static String number(@Nullable Double amount, int digits) {
        return amount == null ? NONE : String.format(Locale.ROOT, "%." + digits + "f", amount);
    }
}
