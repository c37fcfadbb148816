package io.headroom.recommender;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.advice.CronTrigger;
import io.headroom.recommender.scale.lint.RivalChecks;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The triggers of KEDA that go by the clock. In the autoscaler that KEDA makes each is a metric
 * outside the cluster, which asks for a number of replicas whatever the load: a minimum by the time
 * of the day. How many, only the ScaledObject says.
 */
final class CronTriggers {
    /** The number of the trigger, and what it is of. */
    private static final Predicate<String> NAME =
            Pattern.compile("s\\d+-cron-.*").asMatchPredicate();

    private CronTriggers() {}

    /** As their metrics are called; empty where KEDA did not make it. */
    static List<String> in(AutoscalerState autoscaler) {
        return RivalChecks.isOfKeda(autoscaler.managedBy())
                ? autoscaler.metrics().stream()
                        .filter(CronTriggers::isOne)
                        .map(AutoscalerState.Metric::name)
                        .toList()
                : List.of();
    }

    /** What they are called whatever their numbers, as {@link CronTrigger#metric} has it. */
    static Set<String> hoursIn(AutoscalerState autoscaler) {
        return in(autoscaler).stream()
                .map(name -> name.substring(name.indexOf('-') + 1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static boolean isOne(AutoscalerState.Metric metric) {
        return metric.type().equals("External") && NAME.test(metric.name());
    }

    /** The same autoscaler without them; as it is where it goes by nothing else. */
    static AutoscalerState leftOutOf(AutoscalerState autoscaler) {
        if (!RivalChecks.isOfKeda(autoscaler.managedBy())) {
            return autoscaler;
        }
        List<AutoscalerState.Metric> others =
                autoscaler.metrics().stream().filter(metric -> !isOne(metric)).toList();
        return others.isEmpty()
                ? autoscaler
                : new AutoscalerState(
                        autoscaler.namespace(),
                        autoscaler.name(),
                        autoscaler.target(),
                        autoscaler.minReplicas(),
                        autoscaler.maxReplicas(),
                        autoscaler.currentReplicas(),
                        autoscaler.desiredReplicas(),
                        others,
                        autoscaler.behavior(),
                        autoscaler.conditions(),
                        autoscaler.currentMetrics(),
                        autoscaler.lastScaleTime(),
                        autoscaler.createdAt(),
                        autoscaler.managedBy());
    }
}
