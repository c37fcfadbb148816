package io.headroom.recommender;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.ScalingOverview.Around;
import io.headroom.recommender.ScalingOverview.Pod;
import io.headroom.recommender.ScalingOverview.Run;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.Steering;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries settings of an autoscaler on the days behind a workload. Pure. */
final class ScalingTrials {
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;

    private ScalingTrials() {}

    /**
     * Replays all that is known up to the last midnight (UTC).
     *
     * @param around of the workload as it is
     */
    static ScalingTrial of(ScalingCases.Facts all, HpaSpec asked, Around around) {
        Instant midnight = DecidedHistory.decidedAt(all.usage().asOf());
        Optional<CpuPart> part = CpuPart.of(asked, all.shape());
        if (part.isEmpty()) {
            return new ScalingTrial.Refused(
                    asked.metrics().stream().allMatch(ScalingTrials::isOfMemory)
                            ? "it goes by memory alone, and whether pods use less of that as others are added no past tells: only what goes by CPU can be tried"
                            : "it does not go by the CPU of its pods, or of one container that they have, or by more than that and their memory, and of what it goes by no past is known");
        }
        Scope scope = part.get().scope();
        HpaSpec byCpu = part.get().spec();
        Optional<ReplayedPod> known = ScalingCases.today(all, part.get(), midnight);
        if (known.isEmpty()) {
            return new ScalingTrial.Refused(
                    "a container of its pods requests no CPU, so that there is no utilization to scale by: give it an averageValue");
        }
        ReplayedPod pod = known.get();
        Demand demand = ScalingCases.demand(all.usage(), scope, midnight);
        if (demand.isEmpty()) {
            return new ScalingTrial.Refused(
                    "nothing of the workload is known before the last midnight (UTC)");
        }
        if (othersDecide(all, part.get(), demand, pod, midnight)) {
            return new ScalingTrial.Refused(
                    "it goes by memory as well, which may ask for more replicas than its CPU does, and what that came to on the mean is not known: try its CPU alone");
        }
        int most = all.most().today();
        HpaSpec tried = byCpu.upTo(most);
        SideBySide days =
                SideBySide.of(
                        demand,
                        pod,
                        SETTINGS,
                        asItIs(all, scope, demand, pod, around, midnight),
                        tried,
                        most);
        return new ScalingTrial.Replayed(
                all.workload(),
                midnight,
                tried.minReplicas(),
                tried.maxReplicas(),
                scope.others().stream().map(ScalingTrials::name).toList(),
                tried.equals(byCpu) ? null : ScalingOverview.QUOTA,
                Pod.of(scope, pod),
                around.ran(Instant.ofEpochSecond(demand.start(0)), midnight),
                days.asItIs() == null
                        ? null
                        : Run.of(days.asItIs().outcome(), pod.request(), around.hourlyToday()),
                Run.of(days.advised().outcome(), pod.request(), around.hourlyToday()),
                Run.of(days.none().outcome(), pod.request(), around.hourlyToday()),
                days.noneReplicas(),
                around.currency(),
                days);
    }

    /** The one that there is, as far as quotas let it; null where it cannot be replayed. */
    private static @Nullable Phase asItIs(
            ScalingCases.Facts all,
            Scope tried,
            Demand demand,
            ReplayedPod pod,
            Around around,
            Instant midnight) {
        if (all.autoscalers().size() != 1
                || !around.leftOut().isEmpty()
                || around.inactive(midnight) != null) {
            return null;
        }
        AutoscalerState autoscaler = CronTriggers.leftOutOf(all.autoscalers().getFirst());
        if (!(SpecReader.read(autoscaler) instanceof SpecReader.Read.Known(var spec))) {
            return null;
        }
        ScalingCases.Facts facts = all.of(tried);
        return CpuPart.of(spec, all.shape())
                .filter(part -> Objects.equals(part.scope().container(), tried.container()))
                .filter(part ->
                        ScalingCases.today(all, part, midnight).filter(pod::equals).isPresent())
                .filter(part -> !othersDecide(all, part, demand, pod, midnight))
                .map(part -> facts.running(part.spec()))
                .map(running ->
                        new Phase(
                                running.fromSeconds(),
                                running.spec().upTo(all.most().today()),
                                running.floor()))
                .orElse(null);
    }

    /** Whether what it goes by beside its CPU may ask for more, for all that is known. */
    private static boolean othersDecide(
            ScalingCases.Facts all,
            CpuPart part,
            Demand demand,
            ReplayedPod pod,
            Instant midnight) {
        return ScalingCases.others(all, part.scope(), demand, midnight)
                .map(others ->
                        Steering.othersDecide(
                                others, demand, pod, Phase.always(part.spec()), SETTINGS))
                .orElse(true);
    }

    private static boolean isOfMemory(HpaMetric metric) {
        return metric.name().equals(HpaMetric.MEMORY)
                && (metric instanceof HpaMetric.Resource
                        || metric instanceof HpaMetric.ContainerResource);
    }

    private static String name(HpaMetric metric) {
        return metric instanceof HpaMetric.ContainerResource(String container, String name, _)
                ? name + " of container " + container
                : metric.name();
    }
}
